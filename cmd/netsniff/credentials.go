package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

const credentialsHelp = `credentials lists who logged in where, by which mechanism, whether the password
went over the wire in clear, and whether it was accepted: mail, HTTP, FTP, SIP,
SOCKS, databases, LDAP, SMB, MQTT, RADIUS; PPP and EAP, communities of SNMP and
passwords of routing protocols, each once (nobody says whether they are
accepted). Secrets are masked unless --reveal is given. A line with
"encrypted" is a connection that went on in TLS: who logged in there is not seen.`

const credentialsExamples = `  netsniff credentials -r mail.pcapng
  netsniff credentials -r mail.pcapng --reveal
  netsniff credentials -i eth0                        live, until Ctrl-C
  netsniff credentials -r mail.pcapng -f pop --json`

// credentialsTable is the table of netsniff stats that the command prints.
const credentialsTable = "logins"

func newCredentials(in io.Reader, out, errs io.Writer) *cobra.Command {
	s := &statsCmd{options: &options{in: in, out: out, errs: errs, quiet: true}}
	c := &cobra.Command{
		Use:     "credentials [flags] {-r FILE... | -i NAME}",
		Short:   "List who logged in where and how",
		Long:    credentialsHelp,
		Example: credentialsExamples,
		Args:    cobra.ArbitraryArgs,
		RunE: s.speaking(func(_ *cobra.Command, args []string) error {
			if rest := s.tables(args); len(rest) > 0 {
				return fmt.Errorf("what is %q? credentials takes files and flags", rest[0])
			}
			if s.reveal && s.mask {
				return errors.New("--reveal shows what --mask hides: leave out one of them")
			}
			return s.run([]string{credentialsTable})
		}),
	}
	c.Flags().BoolVar(&s.reveal, "reveal", false, "show passwords and digests")
	s.declareStats(c)
	// The only error is a flag that does not exist; a test covers it.
	_ = errors.Join(c.Flags().MarkHidden("interval"), c.Flags().MarkHidden("jsonl"), c.Flags().MarkHidden("link"),
		c.Flags().MarkHidden("hit"))
	return c
}
