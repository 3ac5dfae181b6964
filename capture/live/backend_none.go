//go:build !linux && !windows && !(cgo && libpcap)

package live

import (
	"errors"
	"time"

	"netsniff/capture"
)

// Backend names what frames are captured with, for a version line.
func Backend() string { return "no live capture" }

var errNoBackend = errors.New("this build reads files only: live capture here needs a build with cgo, libpcap and -tags libpcap")

// backend exists so that Handle compiles; there is never one.
type backend struct {
	link      capture.LinkType
	precision int
}

func openBackend(Device, Options) (*backend, error) { return nil, errNoBackend }
func (*backend) read(*capture.Packet) (bool, error) { return false, errNoBackend }
func (*backend) wait(time.Duration) bool            { return false }
func (*backend) wake()                              {}
func (*backend) stats() (Stats, error)              { return Stats{}, errNoBackend }
func (*backend) close()                             {}
