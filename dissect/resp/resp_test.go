package resp_test

import (
	"testing"

	"netsniff/dissect/dissecttest"
	"netsniff/dissect/resp"
)

var framed = dissecttest.Framed{Protocol: &resp.Protocol, Port: 6379}

func client(elements ...string) string { return dissecttest.Sends(">", elements...) }
func server(elements ...string) string { return dissecttest.Sends("<", elements...) }

var set = client("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\nhello\r\n") + "= RESP Request: SET k hello\n"

func TestConversation(t *testing.T) {
	framed.Check(t, set+
		server("+OK\r\n")+"= RESP Response: OK\n"+
		client("*2\r\n$4\r\nINCR\r\n$1\r\nk\r\n", "*2\r\n$3\r\nGET\r\n$1\r\nx\r\n")+"= RESP Request: INCR k GET x\n"+
		server("-ERR value is not an integer\r\n", "$-1\r\n")+"= RESP Response: Error: ERR value is not an integer\n"+
		client("*2\r\n$6\r\nLRANGE\r\n$1\r\nq\r\n")+"= RESP Request: LRANGE q\n"+
		server("*2\r\n$1\r\na\r\n*1\r\n:5\r\n")+"= RESP Response: Array(2)\n"+
		client("PING\r\n")+"= RESP Request: [fragment]\n"+
		server("+PONG\r\n")+"= RESP Response: PONG\n"+
		client("*3\r\n$4\r\nAUTH\r\n$5\r\nalice\r\n$6\r\nsecret\r\n")+"= RESP Request: AUTH alice secret\n"+
		server("-WRONGPASS no\r\n")+"= RESP Response: Error: WRONGPASS no\n",
		"SET k -> OK succeeded", "INCR k -> ERR refused", "GET x -> nil succeeded", "LRANGE q -> OK succeeded",
		"PING -> PONG succeeded",
		"AUTH -> WRONGPASS refused")
}

func TestFields(t *testing.T) {
	framed.Fields(t, set, map[string]string{"resp.array.length": "3", "resp.bulk_string.length": "3|1|5",
		"resp.bulk_string.value": "534554|6b|68656c6c6f"})
	framed.Fields(t, server("-ERR x\r\n", ":12\r\n"), map[string]string{"resp.error": "ERR x", "resp.integer": "12"})
}

func TestAllocatesNothing(t *testing.T) { framed.AllocateNothing(t, set) }

// FuzzRESP takes any bytes for a connection.
func FuzzRESP(f *testing.F) { framed.Fuzz(f, set) }
