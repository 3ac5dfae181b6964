package records

import (
	"netsniff/dissect"
	"netsniff/dissect/ftp"
)

// Transfer is what a data connection of FTP carried: a file or a listing.
type Transfer struct {
	Place
	Ends
	Start        int64  `parquet:"start,timestamp(nanosecond)" ecs:"@timestamp" about:"when its first byte passed"`
	Duration     int64  `parquet:"duration" unit:"ns" ecs:"event.duration" about:"from its first byte to its last"`
	FirstFrame   uint32 `parquet:"first_frame" about:"frame with its first byte"`
	LastFrame    uint32 `parquet:"last_frame" about:"frame with its last byte"`
	Protocol     string `parquet:"protocol,dict" ecs:"network.protocol" about:"ftp-data"`
	Method       string `parquet:"method,dict" ecs:"event.action" about:"command that it was for: RETR, STOR, LIST; empty if it was not seen"`
	Name         string `parquet:"name" ecs:"file.path" about:"what the command named"`
	Directory    string `parquet:"directory" ecs:"file.directory" about:"the working directory then, as far as known"`
	Way          string `parquet:"way,dict" about:"download or upload"`
	ByServer     bool   `parquet:"by_server" about:"the server opened the connection (active mode)"`
	Offset       int64  `parquet:"offset" unit:"B" about:"where REST had it begin"`
	Bytes        int64  `parquet:"bytes" unit:"B" ecs:"network.bytes" about:"that were sent"`
	Missing      int64  `parquet:"missing_bytes" unit:"B" about:"of them that were not captured"`
	Complete     bool   `parquet:"complete" about:"all of it was captured, up to the end that the sender said"`
	CommandFrame uint32 `parquet:"command_frame" about:"frame of the command; 0: it was not seen"`
}

func (x *Transfer) kind() Kind { return Transfers }

func (x *Transfer) began() (int64, uint32) { return x.Start, x.FirstFrame }

// transferOf makes the record of the exchange of a data connection.
func transferOf(x *dissect.Exchange, c *ftp.Carriage) *Transfer {
	side := &x.Reply
	if c.Way == ftp.Upload {
		side = &x.Request
	}
	r := &Transfer{
		Ends: endsOf(x.Conn), Start: int64(x.Began().At), Duration: int64(side.Last.At - side.First.At),
		FirstFrame: side.First.Frame, LastFrame: side.Last.Frame, Protocol: protocolOf(x.Protocol), Method: x.Method,
		Name: x.Subject,
		Way:  c.Way.String(), ByServer: c.ByServer, Bytes: side.Bytes, Missing: c.Missing, Complete: c.Complete(),
	}
	if c.Setup != nil {
		r.Directory, r.Offset, r.CommandFrame = c.Setup.Directory, c.Setup.Transfer.Offset, c.Setup.Transfer.Frame
	}
	return r
}
