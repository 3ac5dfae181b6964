// Package starter writes a rubric to begin with from a model capture: a standard check
// for each thing that the capture shows, so that the capture gets full marks.
package starter

import (
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"netsniff/report/grade/checks"
	"netsniff/report/grade/model"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/verdict"
)

// proposal is an item that may be in the rubric.
type proposal struct {
	id     string
	en, zh string
	check  string
	args   [][2]string // in order
	note   string      // a comment above it
}

// most is how many items of one kind are proposed.
const most = 4

// Write returns a rubric for captures like c: what c does not pass is left out.
func Write(c *model.Capture) string {
	var kept []proposal
	for _, p := range slices.Concat(web(c), lookups(c), mail(c), files(c), phone(c), swarm(c), transport(c)) {
		if passes(c, &p) && !slices.ContainsFunc(kept, func(k proposal) bool { return k.id == p.id }) {
			kept = append(kept, p)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, `# A rubric to begin with, made from %s. Take out what the lab does not ask for, change points and texts;
# "netsniff grade check FILE" looks for mistakes, "netsniff grade model" lists checks and what expressions may speak of.
# yaml-language-server: $schema=rubric.schema.json
rubric: 1
title: {en: "Lab", zh: "实验"}
course: {en: "", zh: ""}
pass: %d                  # points of %d
# inputs: {capture: "*.pcap*"}      # roles and file names, if a submission has several captures
# answers: "answers.*"              # typed answers, CSV, YAML or XLSX
# student: [id, name, ip, mail]     # columns of the roster, for ${student.id} and student.id
# window: {from: 2026-03-02T08:00:00+08:00, to: 2026-03-02T10:00:00+08:00}
items:
  - id: own
    title: {en: "your own capture", zh: "自己抓的包"}
    points: 0
    gate: true              # without it nothing else counts
    check: capture.own
    with: {packets: %d}     # the model has %d
`, comment(path.Base(c.File)), 6*len(kept), 10*len(kept), max(1, c.Frames/2), c.Frames)
	for _, p := range kept {
		p.write(&b)
	}
	b.WriteString(`
# A typed answer, compared with the student's own capture (needs answers: at the top):
#  - id: q1
#    points: 5
#    answer: q1
#    standard: tcp.handshake_rtt    # or key: an expression
#    unit: ms
#    tolerance: 5%
`)
	return b.String()
}

func comment(s string) string { return strings.Join(strings.Fields(s), " ") }

func quoted(s string) string {
	b, _ := json.Marshal(s) // a text cannot fail
	return string(b)
}

func (p *proposal) write(b *strings.Builder) {
	b.WriteString("\n")
	if p.note != "" {
		b.WriteString("  # " + comment(p.note) + "\n")
	}
	fmt.Fprintf(b, "  - id: %s\n    title: {en: %s, zh: %s}\n    points: 10\n    check: %s\n", p.id, quoted(p.en),
		quoted(p.zh), p.check)
	if len(p.args) == 0 {
		return
	}
	var list []string
	for _, a := range p.args {
		list = append(list, a[0]+": "+quoted(a[1]))
	}
	b.WriteString("    with: {" + strings.Join(list, ", ") + "}\n")
}

// passes runs the check on the model.
func passes(c *model.Capture, p *proposal) bool {
	check := checks.Find(p.check)
	args := map[string]rubric.Argument{}
	for _, a := range p.args {
		args[a[0]] = rubric.Argument{Name: a[0], Value: a[1], List: []string{a[1]}}
	}
	x := &checks.Context{Capture: c, Inputs: map[string][]*model.Capture{"capture": {c}}}
	return check.Judge(x.With(check.Args, args)).Verdict == verdict.Pass
}

// web proposes what pages show.
func web(c *model.Capture) (list []proposal) {
	var paths []string
	for _, h := range c.HTTP {
		if h.Path != "" && h.Path != "/favicon.ico" && !slices.Contains(paths, h.Path) && len(paths) < most {
			paths = append(paths, h.Path)
		}
	}
	for i, path := range paths {
		n := i + 1
		list = append(list,
			proposal{fmt.Sprintf("conditional%d", n), "conditional GET of " + path, "条件 GET：" + path,
				"http.conditional_get", [][2]string{{"path", path}}, ""},
			proposal{fmt.Sprintf("auth%d", n), "login for " + path, "认证访问 " + path, "http.auth",
				[][2]string{{"path", path}}, "user: NAME in with: if a certain user has to log in"},
			proposal{fmt.Sprintf("long%d", n), path + " comes in several segments", path + " 分多个报文段传送", "http.long",
				[][2]string{{"path", path}, {"segments", "3"}}, ""},
			proposal{fmt.Sprintf("get%d", n), "GET " + path, "GET " + path, "http.get", [][2]string{{"path", path}}, ""})
	}
	if len(c.HTTP) > 2 {
		list = append(list, proposal{"embedded", "a page with the objects in it", "页面及其内嵌对象", "http.embedded",
			[][2]string{{"objects", "2"}}, "loading: serial or parallel in with: if that matters"})
	}
	return list
}

func lookups(c *model.Capture) (list []proposal) {
	var seen []string
	for _, l := range c.Lookups {
		key := l.Type + " " + l.Name
		if slices.Contains(seen, key) || len(seen) >= most {
			continue
		}
		seen = append(seen, key)
		n := len(seen)
		list = append(list, proposal{fmt.Sprintf("lookup%d", n), "a lookup of " + key, "查询 " + key, "dns.lookup",
			[][2]string{{"name", l.Name}, {"type", l.Type}}, ""},
			proposal{fmt.Sprintf("join%d", n), "a connection to an address of " + l.Name, "连接到 " + l.Name + " 的地址",
				"dns.join", [][2]string{{"name", l.Name}}, ""})
	}
	return append(list, proposal{"transfer", "transfer of a zone", "区域传送", "dns.transfer", nil, ""})
}

func mail(c *model.Capture) (list []proposal) {
	list = append(list, proposal{"smtp", "a mail is sent by SMTP", "用 SMTP 发送邮件", "smtp.dialogue", nil,
		"from: ${student.mail} in with: if the student's own address must be used"},
		proposal{"smtp", "a mail is sent by SMTP, without a login", "用 SMTP 发送邮件（无需登录）", "smtp.dialogue",
			[][2]string{{"auth", "none"}}, ""},
		proposal{"pop3", "mails are fetched by POP3", "用 POP3 收取邮件", "pop3.dialogue", nil, ""})
	for _, m := range c.Mails {
		if m.Protocol == "smtp" && m.Subject != "" {
			args := [][2]string{{"subject", m.Subject}}
			if len(m.Attachments) > 0 {
				args = append(args, [2]string{"attachment", m.Attachments[0].Name})
			}
			list = append(list, proposal{"mail", "the mail has the subject asked for", "邮件主题符合要求", "mail.content",
				args, "subject: ${student.id} if it must have the student's id"})
		}
	}
	return append(list, proposal{"same", "the mail that was sent is fetched", "收取所发送的邮件", "mail.same", nil, ""})
}

func files(c *model.Capture) (list []proposal) {
	for i, t := range c.Transfers[:min(len(c.Transfers), most)] {
		if t.Verb == "RETR" || t.Verb == "STOR" {
			list = append(list, proposal{fmt.Sprintf("ftp%d", i+1), t.Verb + " " + t.Path, t.Verb + " " + t.Path,
				"ftp.transfer", [][2]string{{"path", t.Path}, {"command", t.Verb}}, ""})
		}
	}
	return list
}

func phone(c *model.Capture) (list []proposal) {
	for i, x := range c.Calls[:min(len(c.Calls), most)] {
		list = append(list, proposal{fmt.Sprintf("call%d", i+1), x.Caller + " calls " + x.Callee, x.Caller + " 呼叫 " + x.Callee,
			"sip.call", [][2]string{{"callee", x.Callee}, {"state", x.State}},
			"caller: ${student.id} in with: if the student must call; post_dial and duration: times"})
	}
	if len(c.Media) > 0 {
		list = append(list, proposal{"media", "media are heard", "有媒体流", "rtp.media",
			[][2]string{{"streams", fmt.Sprint(min(len(c.Media), 2))}}, "codec, lost, jitter, r_factor in with: if they matter"})
	}
	return list
}

func swarm(c *model.Capture) []proposal {
	return []proposal{
		{"announce", "a tracker is asked for peers", "向 Tracker 请求节点", "bittorrent.announce", nil,
			"info_hash: HEX in with: for one torrent"},
		{"peers", "peers introduce themselves", "节点握手", "bittorrent.handshake", nil, ""},
		{"interest", "interested, unchoke, request", "interested、unchoke、request", "bittorrent.interest", nil, ""},
		{"sources", "blocks come from peers", "从节点下载数据块", "bittorrent.sources",
			[][2]string{{"least", fmt.Sprint(max(1, len(c.Swarm.Sources)))}}, ""},
	}
}

func transport(c *model.Capture) []proposal {
	tcp := slices.ContainsFunc(c.Conns, func(x *model.Conn) bool { return x.Transport == "tcp" })
	if !tcp {
		return nil
	}
	return []proposal{
		{"handshake", "the handshake of the connection", "连接的三次握手", "tcp.handshake", nil, ""},
		{"close", "the connection is closed with FIN", "以 FIN 关闭连接", "tcp.close", nil, ""},
		{"resent", "segments are sent again", "发生重传", "tcp.retransmission", nil, ""},
		{"window", "the receiver stops the sender", "接收方限制发送方", "tcp.window", nil, ""},
	}
}
