package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// tsharkFlag is a flag of tshark that does nothing here: it is accepted, because
// there is nothing to do for it, or answered with the way there is.
type tsharkFlag struct {
	name, short string
	value       string // what it takes; empty: nothing
	answer      string // said instead of a run; empty: the flag is accepted
	en, zh      string // what there is to know about it
}

// tsharkFlags are all flags of tshark 4 that the root command has not for itself.
var tsharkFlags = []tsharkFlag{
	{name: "two-pass", short: "2", en: "rows are always made in one pass", zh: "始终只需读一遍"},
	{name: "name-resolution", short: "N", value: "FLAGS", en: "names are never resolved", zh: "从不解析名称"},
	{name: "buffer-size", short: "B", value: "MIB", en: "the kernel's buffer is 16 MiB", zh: "内核缓冲区为 16 MiB"},
	{name: "session-auto-reset", short: "M", value: "N", en: "memory is bounded anyway (--memory, --connections)",
		zh: "内存本来就有上限（--memory、--connections）"},
	{name: "write-extra", short: "W", value: "n", en: "names are never resolved: there are none to write",
		zh: "不解析名称，没有可写的内容"},
	{name: "enable-protocol", value: "PROTOCOL", en: "all protocols are on", zh: "所有协议都已启用"},
	{name: "enable-heuristic", value: "NAME", en: "bytes always tell the protocol", zh: "始终按字节识别协议"},
	{name: "log-level", value: "LEVEL", en: "there is no log", zh: "没有日志"},
	{name: "log-fatal", value: "LEVEL", en: "there is no log", zh: "没有日志"},
	{name: "log-domains", value: "LIST", en: "there is no log", zh: "没有日志"},
	{name: "log-debug", value: "LIST", en: "there is no log", zh: "没有日志"},
	{name: "log-noisy", value: "LIST", en: "there is no log", zh: "没有日志"},
	{name: "log-file", value: "FILE", en: "there is no log", zh: "没有日志"},

	{name: "disable-heuristic", value: "NAME",
		answer: "bytes always tell the protocol; -d tcp.port==PORT,PROTOCOL decides by the port, --disable-protocol leaves one out",
		en:     "-d decides by the port", zh: "用 -d 按端口指定协议"},
	{name: "hosts-file", short: "H", value: "FILE",
		answer: "names are never resolved; -z hosts tells those that the capture itself gives",
		en:     "-z hosts", zh: "用 -z hosts"},
	{name: "keytab", short: "K", value: "FILE", answer: "kerberos is not decoded yet: no keytab is needed",
		en: "Kerberos is not decoded yet", zh: "尚不解析 Kerberos"},
	{name: "extension", short: "X", value: "KEY:VALUE",
		answer: "there are no plugins and no Lua; -T json or ek gives all fields to a program of your own",
		en:     "-T json | your program", zh: "用 -T json 交给自己的程序"},
	{name: "profile", short: "C", value: "NAME",
		answer: "there are no profiles; all that is chosen stands on the command line, which a shell alias can keep",
		en:     "a shell alias", zh: "用 shell 别名"},
	{name: "monitor-mode", short: "I",
		answer: "switch the interface first, such as `iw dev wlan0 set type monitor`, and capture with -i",
		en:     "iw dev wlan0 set type monitor", zh: "先执行 iw dev wlan0 set type monitor"},
	{name: "linktype", short: "y", value: "TYPE",
		answer: "the link type is the interface's own; `-i any` gives Linux cooked frames",
		en:     "the interface's own", zh: "使用网卡自身的链路类型"},
	{name: "list-data-link-types", short: "L", answer: "the link type is the interface's own; -D lists interfaces",
		en: "-D", zh: "用 -D"},
	{name: "time-stamp-type", value: "TYPE", answer: "time stamps are the kernel's", en: "the kernel's",
		zh: "使用内核的时间戳"},
	{name: "list-time-stamp-types", answer: "time stamps are the kernel's", en: "the kernel's", zh: "使用内核的时间戳"},
	{name: "export-pdus", short: "U", value: "TAP",
		answer: "write the frames (-w FILE -f EXPR), what streams carried (netsniff follow) or contents (netsniff export)",
		en:     "-w with -f, netsniff follow, netsniff export", zh: "用 -w 加 -f、netsniff follow 或 netsniff export"},
	{name: "export-tls-session-keys", value: "FILE",
		answer: "keys never appear in output; -w FILE keeps those that a capture brings, --embed-keys adds those of --keylog",
		en:     "-w, --embed-keys", zh: "用 -w 和 --embed-keys"},
	{name: "elastic-mapping-filter", value: "PROTOCOLS", answer: "there is no mapping file; -T ek gives the lines",
		en: "-T ek", zh: "用 -T ek"},
	{name: "temp-dir", value: "DIR", answer: "set the environment variable TMPDIR=DIR instead", en: "TMPDIR=DIR",
		zh: "设置环境变量 TMPDIR=DIR"},
}

// declareTshark declares them. They are not in the help: docs/tshark.md has them.
func declareTshark(c *cobra.Command) {
	f := c.Flags()
	for _, x := range tsharkFlags {
		usage := x.en
		if x.value == "" {
			f.BoolP(x.name, x.short, false, usage)
		} else {
			f.StringArrayP(x.name, x.short, nil, usage)
		}
		f.Lookup(x.name).Hidden = true
	}
}

// answered says of the first of them that was given what there is instead.
func answered(c *cobra.Command) error {
	for _, x := range tsharkFlags {
		if x.answer != "" && c.Flags().Changed(x.name) {
			return fmt.Errorf("%s: %s", x.spelling(), x.answer)
		}
	}
	return nil
}

// spelling is the flag as tshark's users write it.
func (x *tsharkFlag) spelling() string {
	if x.short != "" {
		return "-" + x.short
	}
	return "--" + x.name
}

// optional are flags that tshark's users give with or without a value: the next
// argument belongs to them if it is one of the values, or no flag if there are
// none. Alone the flag stands for a value of its own.
var optional = []struct {
	flag, long string
	values     []string
	alone      string
}{
	{"--color", "--color", []string{"auto", "always", "never"}, "auto"},
	{"-G", "--glossary", nil, "fields"},
}

// spelled returns arguments as the flags here are written: what may follow a flag
// as a word of its own, and only then is its value, is joined to it.
func spelled(args []string) (list []string) {
	if len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd) {
		return args
	}
	for len(args) > 0 {
		a := args[0]
		if a == "--" {
			return append(list, args...)
		}
		args = args[1:]
		for _, x := range optional {
			switch {
			case a != x.flag:
			case len(args) > 0 && (slices.Contains(x.values, args[0]) || x.values == nil &&
				!strings.HasPrefix(args[0], "-")):
				a, args = x.long+"="+args[0], args[1:]
			default:
				a = x.long + "=" + x.alone
			}
		}
		list = append(list, a)
	}
	return list
}
