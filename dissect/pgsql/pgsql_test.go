package pgsql_test

import (
	"encoding/binary"
	"testing"

	"netsniff/dissect/dissecttest"
	"netsniff/dissect/pgsql"
)

var framed = dissecttest.Framed{Protocol: &pgsql.Protocol, Port: 5432}

// message returns a message of a type, "" for those that begin a connection.
func message(t, body string) string {
	return string(binary.BigEndian.AppendUint32([]byte(t), uint32(len(body)+4))) + body
}

func client(messages ...string) string { return dissecttest.Sends(">", messages...) }
func server(messages ...string) string { return dissecttest.Sends("<", messages...) }

var (
	ready   = message("Z", "I")
	startup = client(message("", "\x00\x03\x00\x00user\x00alice\x00database\x00db\x00\x00")) + "= PGSQL >\n"

	password = startup + server(message("R", "\x00\x00\x00\x03")) + "= PGSQL <R\n" +
		client(message("p", "secret\x00")) + "= PGSQL >p\n"
	login = password + server(message("R", "\x00\x00\x00\x00"), message("S", "a\x00b\x00"),
		message("K", "\x00\x00\x00\x01\x00\x00\x00\x02"), ready) + "= PGSQL <R/S/K/Z\n"
	query  = login + client(message("Q", "SELECT 1\x00")) + "= PGSQL >Q\n"
	answer = query + server(message("T",
		"\x00\x01c\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x17\x00\x04\xff\xff\xff\xff\x00\x00"),
		message("D", "\x00\x01\x00\x00\x00\x011"), message("C", "SELECT 1\x00"), ready) + "= PGSQL <T/D/C/Z\n"
)

func TestConversation(t *testing.T) {
	framed.Check(t, answer+
		client(message("P", "\x00DELETE FROM t\x00\x00\x00"), message("B", "\x00\x00\x00\x00\x00\x00\x00\x00"))+
		"= PGSQL >P/B\n"+
		client(message("E", "\x00\x00\x00\x00\x00"), message("S", ""))+"= PGSQL >E/S\n"+
		server(message("E", "SERROR\x00C42P01\x00\x00"), ready)+"= PGSQL <E/Z\n"+
		client(message("X", ""))+"= PGSQL >X\n",
		"Startup db -> Plaintext password succeeded", "Password -> Success succeeded",
		"Simple query SELECT 1 -> SELECT 1 succeeded",
		"Parse DELETE FROM t -> 42P01 refused")
}

func TestRefusedEncryption(t *testing.T) {
	framed.Check(t, client(message("", "\x04\xd2\x16\x2f"))+"= PGSQL >\n"+server("N")+"= PGSQL <\n"+
		startup+server(message("E", "C28P01\x00\x00"))+"= PGSQL <E\n",
		"SSL request -> N refused", "Startup db -> 28P01 refused")
}

func TestFields(t *testing.T) {
	framed.Fields(t, startup, map[string]string{"pgsql.frontend": "1", "pgsql.type": "Startup message", "pgsql.length": "32",
		"pgsql.version_major": "3", "pgsql.parameter_value": "alice|db"})
	framed.Fields(t, password, map[string]string{"pgsql.password": "secret"})
	framed.Fields(t, answer, map[string]string{"pgsql.col.name": "c", "pgsql.oid.type": "23", "pgsql.val.length": "4|1",
		"pgsql.val.data": "31", "pgsql.tag": "SELECT 1", "pgsql.status": "73"})
}

func TestAllocatesNothing(t *testing.T) { framed.AllocateNothing(t, query) }

// FuzzPostgreSQL takes any bytes for a connection.
func FuzzPostgreSQL(f *testing.F) { framed.Fuzz(f, answer) }
