package dissect

// File is what a protocol transfers as one, as those who listen to Files see it: FTP, TFTP.
type File struct {
	Method    string // by what it was asked for: "RETR", "WRQ"; "" if nobody saw it
	Name      string // as it was asked for; "" if nobody saw it
	Directory string // that it is relative to, as far as known
	Upload    bool   // the client sends it
	Offset    int64  // where what is carried begins in the file
	Append    bool   // it continues a file that is there, wherever that ends
	Text      bool   // its lines end in CR LF while it is carried, whatever they do in the file
}
