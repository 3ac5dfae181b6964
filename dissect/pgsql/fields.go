package pgsql

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var fields = parts.Fields([]dissect.Field{
	{Name: "pgsql.frontend", Title: "Frontend", Type: dissect.Bool},
	{Name: "pgsql.type", Title: "Type", Type: dissect.String},
	{Name: "pgsql.length", Title: "Length", Type: dissect.Uint},
	{Name: "pgsql.version_major", Title: "Protocol major version", Type: dissect.Uint},
	{Name: "pgsql.version_minor", Title: "Protocol minor version", Type: dissect.Uint},
	{Name: "pgsql.version_supported_minor", Title: "Supported minor version", Type: dissect.Uint},
	{Name: "pgsql.number_nonsupported_options", Title: "Number nonsupported options", Type: dissect.Int},
	{Name: "pgsql.nonsupported_option", Title: "Nonsupported option", Type: dissect.String},
	{Name: "pgsql.parameter_name", Title: "Parameter name", Type: dissect.String},
	{Name: "pgsql.parameter_value", Title: "Parameter value", Type: dissect.String},
	{Name: "pgsql.query", Title: "Query", Type: dissect.String},
	{Name: "pgsql.password", Title: "Password", Type: dissect.String},
	{Name: "pgsql.authtype", Title: "Authentication type", Type: dissect.Uint, Names: func(u uint64) string { return authNames[u] }},
	{Name: "pgsql.salt", Title: "Salt value", Type: dissect.Octets},
	{Name: "pgsql.auth.gssapi_sspi.data", Title: "GSSAPI or SSPI data", Type: dissect.Octets},
	{Name: "pgsql.auth.sasl.mech", Title: "SASL authentication mechanism", Type: dissect.String},
	{Name: "pgsql.auth.sasl.data", Title: "SASL authentication data", Type: dissect.Octets},
	{Name: "pgsql.statement", Title: "Statement", Type: dissect.String},
	{Name: "pgsql.portal", Title: "Portal", Type: dissect.String},
	{Name: "pgsql.returns", Title: "Returns", Type: dissect.Uint},
	{Name: "pgsql.tag", Title: "Tag", Type: dissect.String},
	{Name: "pgsql.status", Title: "Status", Type: dissect.Uint, Names: func(u uint64) string {
		return map[uint64]string{'I': "Idle", 'T': "In a transaction", 'E': "In a failed transaction"}[u]
	}},
	{Name: "pgsql.copydata", Title: "Copy data", Type: dissect.Octets},
	{Name: "pgsql.error", Title: "Error", Type: dissect.String},
	{Name: "pgsql.pid", Title: "PID", Type: dissect.Uint},
	{Name: "pgsql.key", Title: "Key", Type: dissect.Uint},
	{Name: "pgsql.condition", Title: "Condition", Type: dissect.String},
	{Name: "pgsql.text", Title: "Text", Type: dissect.String},
	{Name: "pgsql.oid.table", Title: "Table OID", Type: dissect.Uint},
	{Name: "pgsql.oid.type", Title: "Type OID", Type: dissect.Uint},
	{Name: "pgsql.oid", Title: "OID", Type: dissect.Uint},
	{Name: "pgsql.format", Title: "Format", Type: dissect.Uint, Names: func(u uint64) string { return map[uint64]string{0: "Text", 1: "Binary"}[u] }},
	{Name: "pgsql.field.count", Title: "Field count", Type: dissect.Uint},
	{Name: "pgsql.col.name", Title: "Column name", Type: dissect.String},
	{Name: "pgsql.col.index", Title: "Column index", Type: dissect.Uint},
	{Name: "pgsql.val.length", Title: "Column length", Type: dissect.Int},
	{Name: "pgsql.val.data", Title: "Data", Type: dissect.Octets},
	{Name: "pgsql.col.typemod", Title: "Type modifier", Type: dissect.Int},
	{Name: "pgsql.severity", Title: "Severity", Type: dissect.String},
	{Name: "pgsql.code", Title: "Code", Type: dissect.String},
	{Name: "pgsql.message", Title: "Message", Type: dissect.String},
	{Name: "pgsql.detail", Title: "Detail", Type: dissect.String},
	{Name: "pgsql.hint", Title: "Hint", Type: dissect.String},
	{Name: "pgsql.position", Title: "Position", Type: dissect.String},
	{Name: "pgsql.internal_position", Title: "Position (Internal)", Type: dissect.String},
	{Name: "pgsql.internal_query", Title: "Query (Internal)", Type: dissect.String},
	{Name: "pgsql.where", Title: "Context", Type: dissect.String},
	{Name: "pgsql.schema_name", Title: "Schema", Type: dissect.String},
	{Name: "pgsql.table_name", Title: "Table", Type: dissect.String},
	{Name: "pgsql.column_name", Title: "Column", Type: dissect.String},
	{Name: "pgsql.type_name", Title: "Type", Type: dissect.String},
	{Name: "pgsql.constraint_name", Title: "Constraint", Type: dissect.String},
	{Name: "pgsql.file", Title: "File", Type: dissect.String},
	{Name: "pgsql.line", Title: "Line", Type: dissect.String},
	{Name: "pgsql.routine", Title: "Routine", Type: dissect.String},
})

var outline = dissect.Outline{Sorted: true, Hidden: []string{"pgsql.frontend"}}
