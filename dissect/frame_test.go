package dissect

import (
	"reflect"
	"slices"
	"testing"
)

// TestResetForgets: nothing of one frame is left in the next, whatever members a Frame
// has, but for what it is not asked for before it is set.
func TestResetForgets(t *testing.T) {
	kept := []string{"messages", "owners", "findings", "enclosures", "header", "borne", "embedded", "decoded"}
	f := NewFrame(new(HeaderOwners))
	v := reflect.ValueOf(f).Elem()
	for i := range v.NumField() {
		if x := v.Field(i); x.CanSet() {
			dirty(x)
		}
	}
	f.messages, f.decoded = make([]Layer, 3), make([]byte, 3)
	f.Reset(nil, nil, 0)
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; !slices.Contains(kept, name) && !v.Field(i).IsZero() {
			t.Errorf("%s is left of the frame before", name)
		}
	}
	if len(f.messages)+len(f.decoded) > 0 {
		t.Errorf("%d messages and %d bytes are left of the frame before", len(f.messages), len(f.decoded))
	}
}

// dirty sets all in x to something.
func dirty(x reflect.Value) {
	switch x.Kind() {
	case reflect.Struct:
		for i := range x.NumField() {
			if x.Field(i).CanSet() {
				dirty(x.Field(i))
			}
		}
	case reflect.Pointer:
		x.Set(reflect.New(x.Type().Elem()))
	case reflect.Slice:
		x.Set(reflect.MakeSlice(x.Type(), 1, 1))
	case reflect.String:
		x.SetString("x")
	case reflect.Bool:
		x.SetBool(true)
	case reflect.Interface:
		x.Set(reflect.ValueOf(Message(nothing{})))
	default:
		x.Set(reflect.ValueOf(1).Convert(x.Type()))
	}
}

type nothing struct{}

func (nothing) AppendInfo(dst []byte) []byte { return dst }
