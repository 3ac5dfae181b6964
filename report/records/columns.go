package records

import (
	"reflect"
	"strings"
)

// Column is a column of a kind of records.
type Column struct {
	Name     string // in Parquet
	ECS      string // in lines of JSON: of the Elastic Common Schema where it has one
	Type     string
	Unit     string // "" if it has none
	Nullable bool
	About    string

	index []int // of the field
}

// Columns returns the columns of a kind.
func Columns(k Kind) []Column {
	return columnsOf(reflect.TypeOf(makers[k]()).Elem(), nil)
}

func columnsOf(t reflect.Type, above []int) (list []Column) {
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int(nil), above...), i)
		if f.Anonymous {
			list = append(list, columnsOf(f.Type, index)...)
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("parquet"), ",")
		c := Column{Name: name, ECS: f.Tag.Get("ecs"), Unit: f.Tag.Get("unit"), About: f.Tag.Get("about"), index: index,
			Nullable: strings.Contains(options, "optional"), Type: typeOf(f.Type)}
		if strings.Contains(options, "timestamp") {
			c.Type, c.Unit = "timestamp", "ns, UTC"
		}
		if c.ECS == "" {
			c.ECS = "netsniff." + name
		}
		list = append(list, c)
	}
	return list
}

// typeOf names a type as engines of SQL do.
func typeOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return typeOf(t.Elem())
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "binary"
		}
		return "list of " + typeOf(t.Elem())
	case reflect.Bool:
		return "boolean"
	}
	return t.Kind().String()
}
