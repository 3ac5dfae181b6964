package records

import (
	"io"
	"reflect"
	"strconv"

	"github.com/parquet-go/parquet-go"
)

// groupRows is how many rows a row group has: what a query reads at least of a column, and what a
// writer keeps, compressed.
const groupRows = 65_536

// sheet writes the rows of one file.
type sheet interface {
	decode(b []byte, of *Place) error // the next row, as it was said
	close() error
}

// typed is the sheet of records that are T.
type typed[T any] struct {
	writer *parquet.GenericWriter[T]
	rows   []T
}

// newSheet returns the sheet of a kind.
func newSheet(k Kind, w io.Writer) sheet { return schemas[k].sheet(k, w) }

// schemas are what has to know the types of records.
var schemas = [kinds]schema{
	Exchanges: schemaOf[Exchange](), Connections: schemaOf[Connection](), Lookups: schemaOf[Lookup](),
	Logins: schemaOf[Login](), Mails: schemaOf[Mail](), Transfers: schemaOf[Transfer](),
	Handshakes: schemaOf[Handshake](), Findings: schemaOf[Finding](),
}

type schema struct {
	sheet func(k Kind, w io.Writer, more ...parquet.WriterOption) sheet
}

func schemaOf[T any]() schema {
	return schema{sheet: func(k Kind, w io.Writer, more ...parquet.WriterOption) sheet { return newTyped[T](k, w, more) }}
}

func newTyped[T any](k Kind, w io.Writer, more []parquet.WriterOption) *typed[T] {
	return &typed[T]{writer: parquet.NewGenericWriter[T](w, append(writerOptions(k), more...)...),
		rows: make([]T, 0, chunkRows)}
}

// writerOptions are those of a file: what its columns mean goes with it.
func writerOptions(k Kind) []parquet.WriterOption {
	options := []parquet.WriterOption{
		parquet.Compression(&parquet.Zstd), parquet.CreatedBy("netsniff", strconv.Itoa(Version), ""),
		parquet.KeyValueMetadata(metaKind, k.String()),
		parquet.KeyValueMetadata(metaSchema, strconv.Itoa(Version)),
		parquet.PageBufferSize(64 << 10), parquet.WriteBufferSize(64 << 10), parquet.MaxRowsPerRowGroup(groupRows),
	}
	for _, c := range Columns(k) {
		options = append(options, parquet.KeyValueMetadata("column."+c.Name, c.said()))
	}
	return options
}

// Names of what stands in a file beside its rows.
const (
	metaKind   = "netsniff.kind"
	metaSchema = "netsniff.schema"
	metaMerged = "netsniff.merged" // of a file that replaces others: their names, a JSON list
)

// said tells a column in a line.
func (c *Column) said() string {
	text := c.About
	if c.Unit != "" {
		text += " (" + c.Unit + ")"
	}
	return text
}

func (s *typed[T]) decode(b []byte, of *Place) error {
	s.rows = s.rows[:len(s.rows)+1]
	row := any(&s.rows[len(s.rows)-1]).(Record)
	f := fields{b, string(b)}
	f.value(reflect.ValueOf(row).Elem())
	row.place().Input, row.place().File = of.Input, of.File
	if len(s.rows) < chunkRows {
		return nil
	}
	return s.write()
}

// write hands the rows over.
func (s *typed[T]) write() error {
	_, err := s.writer.Write(s.rows)

	s.rows = s.rows[:0]
	return err
}

// chunkRows is how many rows are handed over at a time.
const chunkRows = 512

func (s *typed[T]) close() error {
	if len(s.rows) > 0 {
		if err := s.write(); err != nil {
			return err
		}
	}
	return s.writer.Close()
}
