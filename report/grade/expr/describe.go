package expr

import (
	"fmt"
	"io"
	"reflect"
	"strings"
)

// Describe writes what expressions may speak of: variables, functions and the types
// of the model with their fields.
func Describe(w io.Writer) error {
	var b strings.Builder
	b.WriteString("Variables\n")
	for _, v := range variables {
		fmt.Fprintf(&b, "  %-10s %-22s %s\n", v.Name, strings.TrimPrefix(v.Type, "model."), v.Doc)
	}
	b.WriteString("\nFunctions beside those of CEL and its extensions of strings, lists, sets and math\n")
	for _, f := range ownFunctions {
		fmt.Fprintf(&b, "  %-10s %s\n", f.name, f.doc)
	}
	for _, t := range modelTypes {
		fmt.Fprintf(&b, "\n%s\n", t.Name())
		for i := range t.NumField() {
			f := t.Field(i)
			if tag := f.Tag.Get("cel"); tag != "" {
				fmt.Fprintf(&b, "  %-22s %-20s %s\n", tag, typeName(f.Type), f.Tag.Get("doc"))
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return typeName(t.Elem())
	case reflect.Slice:
		return "list(" + typeName(t.Elem()) + ")"
	case reflect.Map:
		return "map(" + typeName(t.Key()) + ", " + typeName(t.Elem()) + ")"
	case reflect.Int64:
		return "int"
	case reflect.Float64:
		return "double"
	}
	return t.Name()
}
