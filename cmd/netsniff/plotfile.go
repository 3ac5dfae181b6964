package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"netsniff/report/braille"
	"netsniff/report/picture"
	"netsniff/report/raster"
	"netsniff/report/sheet"
	"netsniff/report/svg"
)

// drawn says where a picture goes and what it looks like there.
type drawn struct {
	path          string
	format        string
	width, height int
}

// pictureFormats are what a picture can be written as. Endings of files are called so, but for
// text.
var pictureFormats = []string{"text", "svg", "png", "json"}

func (d *drawn) declare(c *cobra.Command) {
	f := c.Flags()
	f.StringVarP(&d.path, "output", "o", "",
		"write the picture to `FILE`: SVG, PNG, JSON or text by its ending (.svg, .png, .json, .txt)")
	f.StringVarP(&d.format, "format", "T", "",
		"write it as `FORMAT`: text, svg, png or json (default by the ending of -o, else text)")
	f.IntVar(&d.width, "width", 0,
		"make the picture `N` wide: cells of text, pixels else (default the terminal's, 800 of SVG, 1600 of PNG)")
	f.IntVar(&d.height, "height", 0, "make each plane of text `N` lines high (default 18)")
	complete(c, "format", fixed(pictureFormats))
}

// The widest picture, in pixels.
const widestPicture = 10_000

// check finds the format.
func (d *drawn) check() error {
	if d.format == "" {
		ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(d.path), "."))
		if d.path == "" || ending == "txt" {
			ending = "text"
		}
		if !slices.Contains(pictureFormats, ending) {
			return fmt.Errorf("-o %s: the ending says what is written: .svg, .png, .json or .txt; or say it with -T", d.path)
		}
		d.format = ending
	}
	if !slices.Contains(pictureFormats, d.format) {
		return fmt.Errorf("-T %s: one of %s", d.format, strings.Join(pictureFormats, ", "))
	}
	most := widestPicture
	if d.format == "text" {
		most = braille.MostWidth
	}
	if d.width < 0 || d.width > most {
		return fmt.Errorf("--width %d: a number from 1 to %d", d.width, most)
	}
	if d.height < 0 || d.height > braille.MostWidth {
		return fmt.Errorf("--height %d: a number of lines from 1 to %d", d.height, braille.MostWidth)
	}
	return nil
}

// draw writes the picture. A file is written when the picture is complete.
func (d *drawn) draw(o *options, p *picture.Picture) error {
	if d.format == "png" && (d.path == "" || d.path == "-") && isTerminal(o.out) {
		return errors.New("-T png is no text for a terminal: name a file with -o FILE.png")
	}
	if d.path == "" || d.path == "-" {
		return d.write(o.out, o, p)
	}
	var b bytes.Buffer
	if err := d.write(&b, o, p); err != nil {
		return err
	}
	f, err := os.Create(d.path)
	if err != nil {
		return err
	}
	_, err = f.Write(b.Bytes())
	return errors.Join(err, f.Close())
}

// pixels is how many of a PNG stand for one of the sheet: letters of its size are read on
// today's screens.
const pixels = 2

// paint writes a PNG.
func (d *drawn) paint(w io.Writer, o *options, p *picture.Picture) error {
	missing, err := raster.Write(w, sheet.Lay(p, sheet.Options{Width: float64(d.width) / pixels, Lang: o.lang}), pixels)
	if missing > 0 {
		fmt.Fprintf(o.errs, "netsniff: %d characters are boxes in the PNG, as no font here has them; install one (fonts-noto-cjk) or write SVG\n",
			missing)
	}
	return err
}

func (d *drawn) write(w io.Writer, o *options, p *picture.Picture) error {
	switch d.format {
	case "svg":
		return svg.Write(w, sheet.Lay(p, sheet.Options{Width: float64(d.width), Lang: o.lang}))
	case "png":
		return d.paint(w, o, p)
	case "json":
		return p.WriteJSON(w, o.lang)
	}
	colour, err := o.coloured()
	if err != nil {
		return err
	}
	width := d.width
	if width == 0 {
		width = screenWidth(o.out)
	}
	return braille.Write(w, p, braille.Options{Width: width, Height: d.height, Colour: colour && d.path == "", Lang: o.lang})
}
