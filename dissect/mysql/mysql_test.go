package mysql_test

import (
	"strings"
	"testing"

	"netsniff/dissect/dissecttest"
	"netsniff/dissect/mysql"
)

var framed = dissecttest.Framed{Protocol: &mysql.Protocol, Port: 3306}

// packet returns a packet with its number.
func packet(n byte, payload string) string {
	return string([]byte{byte(len(payload)), byte(len(payload) >> 8), 0, n}) + payload
}

func client(packets ...string) string { return dissecttest.Sends(">", packets...) }
func server(packets ...string) string { return dissecttest.Sends("<", packets...) }

const (
	ok  = "\x00\x00\x00\x02\x00\x00\x00"
	eof = "\xfe\x00\x00\x02\x00"
)

var (
	greeting = server(packet(0,
		"\x0a8.0.1\x00\x01\x00\x00\x00saltsalt\x00\xff\xf7\x08\x02\x00\x0f\x80\x15"+strings.Repeat("\x00", 10)+
			"saltsaltsalt\x00mysql_native_password\x00")) +
		"= MySQL Server Greeting  proto=10 version=8.0.1\n"
	login = greeting + client(packet(1,
		"\x09\x82\x08\x00\x00\x00\x00\x01\x21"+strings.Repeat("\x00", 23)+
			"alice\x00\x04hashshop\x00mysql_native_password\x00")) +
		"= MySQL Login Request user=alice db=shop\n"
	welcome = login + server(packet(2, ok)) + "= MySQL Response  OK\n"
	query   = welcome + client(packet(0, "\x03SELECT 1")) + "= MySQL Request Query\n"
	column  = "\x03def\x00\x00\x00\x011\x00\x0c\x3f\x00\x01\x00\x00\x00\x08\x81\x00\x00\x00\x00"
	answer  = query + server(packet(1, "\x01"), packet(2, column), packet(3, eof), packet(4, "\x011"), packet(5, eof)) +
		"= MySQL Response TABULAR Response\n"
)

func TestConversation(t *testing.T) {
	framed.Check(t, answer+
		client(packet(0, "\x03SELECT x"))+"= MySQL Request Query\n"+
		server(packet(1, "\xff\x1e\x04#42S22Unknown column"))+"= MySQL Response  Error 1054\n"+
		client(packet(0, "\x16SELECT ?"))+"= MySQL Request Prepare Statement\n"+
		server(packet(1, "\x00\x01\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00"), packet(2, column), packet(3, eof),
			packet(4, column), packet(5, eof))+"= MySQL Response\n"+
		client(packet(0, "\x0e"))+"= MySQL Request Ping\n"+
		server(packet(1, ok))+"= MySQL Response  OK\n"+
		client(packet(0, "\x01"))+"= MySQL Request Quit\n",
		"Login shop -> OK succeeded", "Query SELECT 1 -> 1 row succeeded", "Query SELECT x -> 1054 refused",
		"Prepare Statement SELECT ? -> OK succeeded", "Ping -> OK succeeded")
}

func TestAuthenticationSwitch(t *testing.T) {
	framed.Check(t, login+
		server(packet(2, "\xfecaching_sha2_password\x00salt"))+"= MySQL Auth Switch Request\n"+
		client(packet(3, "hash"))+"= MySQL Auth Switch Response\n"+
		server(packet(4, "\xff\x15\x04#28000Access denied"))+"= MySQL Response  Error 1045\n",
		"Login shop -> 1045 refused")
}

func TestFields(t *testing.T) {
	framed.Fields(t, greeting,
		map[string]string{"mysql.version": "8.0.1", "mysql.thread_id": "1", "mysql.caps.cd": "1",
			"mysql.auth_plugin": "mysql_native_password"})
	framed.Fields(t, login, map[string]string{"mysql.user": "alice", "mysql.passwd": "68617368", "mysql.schema": "shop"})
	framed.Fields(t, query, map[string]string{"mysql.command": "3", "mysql.query": "SELECT 1", "mysql.packet_length": "9"})
	framed.Fields(t, answer, map[string]string{"mysql.num_fields": "1", "mysql.field.name": "1", "mysql.row.text": "1",
		"mysql.eof": "254|254", "mysql.field.type": "8"})
}

func TestAllocatesNothing(t *testing.T) { framed.AllocateNothing(t, query) }

// FuzzMySQL takes any bytes for a connection.
func FuzzMySQL(f *testing.F) { framed.Fuzz(f, answer) }
