package message

import (
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bounds of a safe file name in bytes. File systems allow 255.
const (
	maxName      = 200
	maxExtension = 16 // with its dot; what is longer is no extension
)

// SafeName returns a name to save the part's content under: the safe form of
// its own name, else "part-2.1.pdf" by its number and media type.
func (p *Part) SafeName() string {
	if name := SafeName(p.FileName); name != "" {
		return name
	}
	number := p.Number
	if number == "" {
		number = "0"
	}
	return "part-" + number + extension(p.MediaType)
}

// SafeName returns name as it can be given to a file on any system: without
// its directories, control, formatting (bidirectional) and reserved
// characters, dots and blanks around it, and names of devices; at most 200
// bytes, with its extension. Letters of all scripts are kept, composed (NFC).
// It is "" if nothing is left.
func SafeName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(safeRune, clip(strings.ToValidUTF8(name, "_"), 4*maxName))
	name = norm.NFC.String(name)
	name = strings.TrimLeft(name, ". ")
	name = strings.TrimRight(name, ". ")
	if strings.HasPrefix(name, "-") || isDevice(name) {
		name = "_" + name
	}
	name = shorten(name, maxName)
	if strings.Trim(name, "_-. ") == "" {
		return ""
	}
	return name
}

// safeRune maps a character to what a file name may have in its place.
func safeRune(r rune) rune {
	switch {
	case strings.ContainsRune(`<>:"/\|?*`, r), unicode.IsControl(r), r == utf8.RuneError:
		return '_'
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), unicode.Is(unicode.Cs, r):
		return -1
	case unicode.IsSpace(r), unicode.Is(unicode.Z, r):
		return ' '
	}
	return r
}

// devices are the names that Windows takes for devices, with any extension.
var devices = []string{"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"}

func isDevice(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	for _, d := range devices {
		if stem == d {
			return true
		}
	}
	port, ok := strings.CutPrefix(stem, "COM")
	if !ok {
		port, ok = strings.CutPrefix(stem, "LPT")
	}
	return ok && utf8.RuneCountInString(port) == 1 && strings.Contains("0123456789¹²³", port)
}

// shorten cuts the stem of a name so that all is at most n bytes.
func shorten(name string, n int) string {
	if len(name) <= n {
		return name
	}
	ext := path.Ext(name)
	if len(ext) > maxExtension {
		ext = ""
	}
	return strings.TrimRight(clip(name[:len(name)-len(ext)], n-len(ext)), ". ") + ext
}

// extensions are those of common media types.
var extensions = map[string]string{
	"text/plain": ".txt", "text/html": ".html", "text/csv": ".csv", "text/calendar": ".ics", "text/xml": ".xml",
	"text/css":   ".css",
	"text/vcard": ".vcf", "text/x-vcard": ".vcf", "text/rtf": ".rtf", "text/markdown": ".md",
	"image/jpeg": ".jpg", "image/pjpeg": ".jpg", "image/jpg": ".jpg", "image/png": ".png", "image/x-png": ".png",
	"image/gif": ".gif",
	"image/bmp": ".bmp", "image/webp": ".webp", "image/svg+xml": ".svg", "image/tiff": ".tiff", "image/x-icon": ".ico",
	"audio/mpeg": ".mp3", "audio/wav": ".wav", "audio/x-wav": ".wav", "video/mp4": ".mp4", "video/quicktime": ".mov",
	"application/pdf": ".pdf", "application/zip": ".zip", "application/x-zip-compressed": ".zip",
	"application/gzip": ".gz", "application/x-gzip": ".gz",
	"application/x-rar-compressed": ".rar", "application/vnd.rar": ".rar", "application/x-7z-compressed": ".7z",
	"application/x-tar":  ".tar",
	"application/msword": ".doc", "application/vnd.ms-excel": ".xls", "application/vnd.ms-powerpoint": ".ppt",
	"application/rtf": ".rtf",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   ".docx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         ".xlsx",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
	"application/json": ".json", "application/xml": ".xml", "application/pgp-signature": ".asc",
	"application/pgp-encrypted":   ".asc",
	"application/pkcs7-signature": ".p7s", "application/x-pkcs7-signature": ".p7s", "application/pkcs7-mime": ".p7m",
	"application/ics":     ".ics",
	"application/ms-tnef": ".dat", "application/vnd.ms-tnef": ".dat",
	"message/rfc822": ".eml", "message/global": ".eml", "message/delivery-status": ".txt",
}

func extension(media string) string {
	if ext, ok := extensions[media]; ok {
		return ext
	}
	if strings.HasPrefix(media, "text/") {
		return ".txt"
	}
	return ".bin"
}

// Namer gives each file of a directory a name of its own, also where names
// differ only in case. The zero value is ready.
type Namer struct {
	taken map[string]int // by folded name: the last number tried
}

// Name returns name, or "name (2).ext" with the first number that is free if
// the name was given before.
func (n *Namer) Name(name string) string {
	if n.taken == nil {
		n.taken = map[string]int{}
	}
	key := fold(name)
	last, again := n.taken[key]
	if !again {
		n.taken[key] = 1
		return name
	}
	for {
		last++
		ext := path.Ext(name)
		if len(ext) > maxExtension {
			ext = ""
		}
		mark := " (" + strconv.Itoa(last) + ")" + ext
		next := clip(name[:len(name)-len(ext)], maxName-len(mark)) + mark
		if _, there := n.taken[fold(next)]; !there {
			n.taken[key], n.taken[fold(next)] = last, 1
			return next
		}
	}
}

// fold makes names equal that a file system may take for the same.
func fold(name string) string {
	return strings.ToLower(strings.ToUpper(norm.NFC.String(name)))
}
