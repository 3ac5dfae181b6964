package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"netsniff/report/collect"
	"netsniff/report/swarm"
	"netsniff/report/table"
)

const swarmHelp = `swarm joins what the peers, trackers and hash tables of a capture say into a
picture of each torrent: its name and size, what trackers answered, which peers
there are and who named them; of each peer how much it gave and took, which
pieces it had and got, when it was interested and choked, and how long a block
took. Then it answers from the traffic what textbooks ask: whether pieces were
asked for rarest first, whether peers repaid tit for tat, and how long the
distribution took beside the least that a server and a swarm need.

A capture shows the links of the machine that it was taken on; what other peers
say to each other it cannot tell. Of encrypted peers only their ends are known.`

const swarmExamples = `  netsniff swarm -r torrent.pcapng                    all there is to tell
  netsniff swarm -r torrent.pcapng --columns peer,client,down,up,unchoked_us
  netsniff swarm -r torrent.pcapng --info-hash 50e54223
  netsniff swarm -r a.pcapng --json | jq '.torrents[].seats[].peers[].client'
  netsniff swarm -i eth0 -a duration:60               a minute of it`

// swarmCmd are the flags of netsniff swarm.
type swarmCmd struct {
	*statsCmd
	hashes []string
}

func newSwarm(in io.Reader, out, errs io.Writer) *cobra.Command {
	x := &swarmCmd{statsCmd: &statsCmd{options: &options{in: in, out: out, errs: errs}}}
	c := &cobra.Command{
		Use:     "swarm [flags] {-r FILE... | -i NAME}",
		Short:   "Show torrents: peers, pieces, and who let whom have them",
		Long:    swarmHelp,
		Example: swarmExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    x.speaking(func(_ *cobra.Command, args []string) error { return x.run(args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	x.declareRead(f)
	x.declareLive(c, "")
	f.StringVarP(&x.filter, "filter", "f", "", "use only what frames say that match the display filter `EXPR`")
	f.StringSliceVar(&x.hashes, "info-hash", nil,
		"show only the torrents whose info hash begins with `HEX`; encrypted peers that nobody names are taken to be of one that is given whole")
	f.BoolVar(&x.json, "json", false, "print one JSON object")
	f.StringVar(&x.sort, "sort", "", "order peers by `COLUMN`; -COLUMN for the greatest first")
	x.declareLimit(f, "print at most `N` peers of each table, 0 for all (text: 1000)")
	x.declareShape(x.options, f)
	x.declareTime(f)
	x.declareGrouping(f)
	x.declareColour(c, "titles")
	x.declareEffort(f, "read", sameOutput, connsHeard, leastUsed)
	x.declareMemory(f)
	complete(c, "filter", offerFilter)
	return c
}

// run reads and tells.
func (x *swarmCmd) run(args []string) error {
	plan, printer, err := x.parse(args)
	if err != nil {
		return err
	}
	list, err := x.hearEach(plan, meanwhile{}, nil)
	if len(list) == 0 {
		return err
	}
	defer x.footers(list)
	reports := make([]*swarm.Report, len(list))
	for i, h := range list {
		printer.tables(h.set, h.about)
		reports[i] = swarm.Of(h.set)
		reports[i].File = h.name
	}
	if len(reports) == 1 {
		reports[0].File = ""
	}
	return quietPipe(errors.Join(err, x.tell(reports, printer)))
}

// tell writes the reports.
func (x *swarmCmd) tell(reports []*swarm.Report, p *tablePrinter) error {
	style := swarm.Style{Style: p.style, Clock: p.clock, Arrange: p.arrange}
	if x.json {
		return errors.Join(swarm.WriteJSON(x.out, reports, style.Lang), x.absent(reports, style.Lang))
	}
	return errors.Join(swarm.WriteText(x.out, reports, style), x.absent(reports, style.Lang))
}

// absent says that no capture has BitTorrent, and what there is in its place.
func (x *swarmCmd) absent(reports []*swarm.Report, l table.Lang) error {
	var said []string
	for _, r := range reports {
		notes := r.Absent()
		if notes == nil {
			return nil
		}
		for _, n := range notes {
			if text := n.In(l); !slices.Contains(said, text) {
				said = append(said, text)
			}
		}
	}
	fmt.Fprintln(x.errs, "netsniff: "+strings.Join(said, " "))
	return errNoMatch
}

// parse reads the flags: everything that can be wrong with them is found before a
// byte is read.
func (x *swarmCmd) parse(args []string) (*collect.Plan, *tablePrinter, error) {
	x.files = append(x.files, args...)
	if len(x.files)+len(x.ifaces) == 0 {
		return nil, nil, errors.New("nothing to read: name a capture with -r FILE or an interface with -i NAME; see netsniff swarm --help")
	}
	if err := x.bounds(); err != nil {
		return nil, nil, err
	}
	view := &swarm.View{}
	for _, h := range x.hashes {
		h = strings.ToLower(strings.TrimSpace(h))
		if h == "" || len(h) > 64 || strings.Trim(h, "0123456789abcdef") != "" {
			return nil, nil, fmt.Errorf("--info-hash %q: up to 40 hexadecimal digits (64 of version 2) are needed, as netsniff swarm prints them", h)
		}
		view.Only = append(view.Only, h)
	}
	chosen, err := x.chosen(x.filter)
	if err != nil {
		return nil, nil, err
	}
	asks := []collect.Ask{view.Ask()}
	printer, err := x.printer(asks)
	if err != nil {
		return nil, nil, err
	}
	return &collect.Plan{Asks: asks, Filter: matching(x.filter, chosen), Detector: x.detector(),
		Wanted: chosen.Needs().Bytes}, printer, nil
}
