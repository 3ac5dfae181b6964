package raster

import (
	"image"
	"image/draw"
	"io"
	"os"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"netsniff/report/sheet"
)

// systemFonts are where systems have fonts with Chinese characters.
var systemFonts = []string{
	"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
	"/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
	"/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
	"/usr/share/fonts/truetype/arphic/uming.ttc", "/System/Library/Fonts/STHeiti Light.ttc",
	"/System/Library/Fonts/PingFang.ttc",
	`C:\Windows\Fonts\msyh.ttc`, `C:\Windows\Fonts\simsun.ttc`,
}

// fonts are those that texts are painted with.
type fonts struct {
	regular, bold *sfnt.Font
	chinese       *sfnt.Font // opened when it is needed
	sought        bool
	file          io.Closer // of chinese
	faces         map[faceKey]font.Face
	scale         float64
	missing       int
	buffer        sfnt.Buffer
}

type faceKey struct {
	font *sfnt.Font
	size float64
}

func newFonts(scale float64) (*fonts, error) {
	regular, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return nil, err
	}
	bold, err := opentype.Parse(gobold.TTF)
	return &fonts{regular: regular, bold: bold, faces: map[faceKey]font.Face{}, scale: scale}, err
}

func (f *fonts) close() {
	if f.file != nil {
		_ = f.file.Close() // it was only read
	}
}

// seek opens the first font of the system that there is.
func (f *fonts) seek() *sfnt.Font {
	if f.sought {
		return f.chinese
	}
	f.sought = true
	for _, path := range systemFonts {
		file, err := os.Open(path)
		if err != nil {
			continue
		}
		if list, err := opentype.ParseCollectionReaderAt(file); err == nil {
			if f.chinese, err = list.Font(0); err == nil {
				f.file = file
				return f.chinese
			}
		}
		_ = file.Close()
	}
	return nil
}

// face returns the font that has a character, in a size.
func (f *fonts) face(r rune, t *sheet.Text) font.Face {
	chosen := f.regular
	if t.Bold {
		chosen = f.bold
	}
	if !f.has(chosen, r) {
		if other := f.seek(); other != nil && f.has(other, r) {
			chosen = other
		} else {
			f.missing++
		}
	}
	key := faceKey{chosen, t.Size * f.scale}
	if x := f.faces[key]; x != nil {
		return x
	}
	x, err := opentype.NewFace(chosen, &opentype.FaceOptions{Size: key.size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil
	}
	f.faces[key] = x
	return x
}

func (f *fonts) has(x *sfnt.Font, r rune) bool {
	i, err := x.GlyphIndex(&f.buffer, r)
	return err == nil && i != 0
}

// text paints a line of text.
func (p *painter) text(t sheet.Text, c sheet.Colour) {
	width, faces := fixed.Int26_6(0), make([]font.Face, 0, len(t.Text))
	for _, r := range t.Text {
		x := p.fonts.face(r, &t)
		if x == nil {
			return
		}
		faces = append(faces, x)
		advance, _ := x.GlyphAdvance(r)
		width += advance
	}
	x, y := fixed.Int26_6(t.At.X*p.scale*64), fixed.Int26_6(t.At.Y*p.scale*64)
	back := [...]fixed.Int26_6{sheet.Start: 0, sheet.Middle: width / 2, sheet.End: width}[t.Anchor]
	if t.Upward {
		p.upward(&t, faces, width, x, y+back, c)
		return
	}
	p.glyphs(p.image, &t, faces, fixed.Point26_6{X: x - back, Y: y}, c)
}

func (p *painter) glyphs(on draw.Image, t *sheet.Text, faces []font.Face, dot fixed.Point26_6, c sheet.Colour) {
	d := font.Drawer{Dst: on, Src: image.NewUniform(rgb(c)), Dot: dot}
	i := 0
	for _, r := range t.Text {
		d.Face = faces[i]
		d.DrawString(string(r))
		i++
	}
}

// upward paints a text that runs up from a place: beside the picture, and then turned.
func (p *painter) upward(t *sheet.Text, faces []font.Face, width, x, y fixed.Int26_6, c sheet.Colour) {
	high := int(t.Size*p.scale*1.5) + 2
	base := int(t.Size*p.scale) + 1
	lying := image.NewRGBA(image.Rect(0, 0, width.Ceil()+2, high))
	p.glyphs(lying, t, faces, fixed.P(1, base), c)
	turned := image.NewRGBA(image.Rect(0, 0, high, lying.Bounds().Dx()))
	for i := range lying.Bounds().Dx() {
		for j := range high {
			turned.SetRGBA(j, lying.Bounds().Dx()-1-i, lying.RGBAAt(i, j))
		}
	}
	at := image.Pt(x.Round()-base, y.Round()-lying.Bounds().Dx())
	draw.Draw(p.image, turned.Bounds().Add(at), turned, image.Point{}, draw.Over)
}
