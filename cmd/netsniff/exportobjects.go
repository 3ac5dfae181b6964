package main

import (
	"errors"
	"fmt"
	"strings"

	"netsniff/report/collect"
	"netsniff/report/export"
)

// objectKinds are the contents of --export-objects, as tshark names them.
var objectKinds = map[string]export.Kind{"http": export.HTTP, "imf": export.Mail}

// objects reads the values of --export-objects, PROTOCOL,DIR.
func (o *options) objects() (list []*export.Exporter, err error) {
	for _, value := range o.exportObjects {
		protocol, dir, found := strings.Cut(value, ",")
		kind, known := objectKinds[protocol]
		switch {
		case !found || dir == "":
			return nil, fmt.Errorf("--export-objects %s: it takes PROTOCOL,DIR, such as http,objects", value)
		case !known && o.undecoded(protocol) != "":
			return nil, fmt.Errorf("--export-objects %s: %s", value, o.undecoded(protocol))
		case !known:
			return nil, fmt.Errorf("--export-objects %s: http or imf; see netsniff export", value)
		}
		if _, once := onlyOnce(o.files); once || len(o.files) == 0 {
			return nil, errors.New("--export-objects reads the capture once more, and this one can be read only once; netsniff export takes it")
		}
		list = append(list, &export.Exporter{Kind: kind, Dir: dir, Plain: true})
	}
	return list, nil
}

// export writes the objects: the files are read once more for each.
func (o *options) export(list []*export.Exporter) error {
	var wrong []error
	for _, e := range list {
		if err := e.Prepare(); err != nil {
			wrong = append(wrong, err)
			continue
		}
		one := *o
		one.workers = 1
		s := &statsCmd{options: &one}
		h, err := s.hear(&collect.Plan{Asks: []collect.Ask{e.Ask()}, Detector: s.detector()}, meanwhile{})
		if wrong = append(wrong, err); h != nil {
			h.set.Tables(h.about) // ends it
			wrong = append(wrong, export.Failure(h.set))
			s.lost(h.totals)
		}
	}
	return errors.Join(wrong...)
}
