package resp

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var fields = parts.Fields([]dissect.Field{
	{Name: "resp.string", Title: "String", Type: dissect.String},
	{Name: "resp.error", Title: "Error", Type: dissect.String},
	{Name: "resp.bulk_string", Title: "Bulk String", Type: dissect.Label},
	{Name: "resp.bulk_string.value", Title: "Value", Type: dissect.Octets},
	{Name: "resp.bulk_string.length", Title: "Length", Type: dissect.Int},
	{Name: "resp.integer", Title: "Integer", Type: dissect.Int},
	{Name: "resp.array", Title: "Array", Type: dissect.Label},
	{Name: "resp.array.length", Title: "Length", Type: dissect.Int},
	{Name: "resp.fragment", Title: "Fragment", Type: dissect.Label},
})

var outline = dissect.Outline{Sorted: true}
