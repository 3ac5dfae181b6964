package records

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/parquet-go/parquet-go"
)

// sheet writes the rows of one file.
type sheet interface {
	write(group []Record) error // a row group
	close() error
}

// typed is the sheet of records that are *T.
type typed[T any] struct {
	writer *parquet.GenericWriter[T]
	rows   []T
}

// newSheet returns the sheet of a kind.
func newSheet(k Kind, w io.Writer) sheet {
	switch k {
	case Exchanges:
		return newTyped[Exchange](k, w)
	case Connections:
		return newTyped[Connection](k, w)
	case Lookups:
		return newTyped[Lookup](k, w)
	case Mails:
		return newTyped[Mail](k, w)
	case Transfers:
		return newTyped[Transfer](k, w)
	}
	return newTyped[Login](k, w)
}

func newTyped[T any](k Kind, w io.Writer) sheet {
	options := []parquet.WriterOption{
		parquet.Compression(&parquet.Zstd), parquet.CreatedBy("netsniff", strconv.Itoa(Version), ""),
		parquet.KeyValueMetadata("netsniff.kind", k.String()),
		parquet.KeyValueMetadata("netsniff.schema", strconv.Itoa(Version)),
		parquet.PageBufferSize(64 << 10), parquet.WriteBufferSize(64 << 10),
	}
	for _, c := range Columns(k) { // what columns mean goes with the file
		options = append(options, parquet.KeyValueMetadata("column."+c.Name, c.said()))
	}
	return &typed[T]{writer: parquet.NewGenericWriter[T](w, options...)}
}

// said tells a column in a line.
func (c *Column) said() string {
	text := c.About
	if c.Unit != "" {
		text += " (" + c.Unit + ")"
	}
	return text
}

func (s *typed[T]) write(group []Record) error {
	if len(group) == 0 {
		return nil
	}
	for chunk := range slices.Chunk(group, chunkRows) {
		s.rows = s.rows[:0]
		for _, r := range chunk {
			row, ok := r.(any).(*T)
			if !ok {
				return fmt.Errorf("a %T among %T", r, s.rows)
			}
			s.rows = append(s.rows, *row)
		}
		if _, err := s.writer.Write(s.rows); err != nil {
			return err
		}
	}
	return s.writer.Flush()
}

// chunkRows is how many rows are handed over at a time.
const chunkRows = 512

func (s *typed[T]) close() error { return s.writer.Close() }
