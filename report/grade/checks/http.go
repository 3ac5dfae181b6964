package checks

import (
	"slices"
	"strings"

	"netsniff/report/grade/model"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/verdict"
	"netsniff/report/table"
)

var (
	pathArg = Arg{Name: "path", Form: Text, Doc: "path of the URI, such as /lab/file1.html; * stands for any part"}
	hostArg = Arg{Name: "host", Form: Text, Doc: "host that was asked"}
)

func required(a Arg) Arg {
	a.Required = true
	return a
}

var httpChecks = []Check{
	{Name: "http.get", Expects: "http", Doc: table.Say("a page was fetched: GET and a response with the given status",
		"获取页面：GET 及指定状态码的响应"),
		Args: []Arg{pathArg, hostArg, {Name: "status", Form: Whole, Default: "200", Doc: "status of the response"},
			{Name: "method", Form: Text, Default: "GET", Doc: "method of the request"},
			{Name: "times", Form: Text, Default: "1..", Doc: "how often: 1, 2.., 1..3"}}, Run: httpGet},
	{Name: "http.conditional_get", Expects: "http",
		Doc: table.Say("the same client asks twice: 200 with content, then If-Modified-Since or If-None-Match with the first answer's value and 304 without",
			"条件 GET：先 200 含内容，再带 If-Modified-Since（或 If-None-Match）得 304 无内容"),
		Args: []Arg{pathArg, hostArg}, Run: conditionalGet},
	{Name: "http.long", Expects: "http",
		Doc: table.Say("a long page came in several TCP segments, with one GET", "长文档：一次 GET，响应分多个 TCP 报文段"),
		Args: []Arg{pathArg, hostArg, {Name: "segments", Form: Whole, Default: "2",
			Doc: "least number of segments"}}, Run: longPage},
	{Name: "http.embedded", Expects: "http",
		Doc: table.Say("a page and the objects in it were fetched", "含内嵌对象的页面：页面及其对象均已获取"),
		Args: []Arg{pathArg, hostArg, {Name: "objects", Form: Whole, Default: "2",
			Doc: "least number of images and other objects beside the page"},
			{Name: "loading", Form: Choice, Default: "any", Words: []string{"any", "serial", "parallel"},
				Doc: "how they were fetched"}}, Run: embedded},
	{Name: "http.auth", Expects: "http",
		Doc: table.Say("401 with WWW-Authenticate, then the same URI with Authorization and success",
			"认证：401 与 WWW-Authenticate，随后同一 URI 带 Authorization 并成功"),
		Args: []Arg{pathArg, hostArg, {Name: "user", Form: Text, Doc: "that must be logged in"},
			{Name: "scheme", Form: Text, Default: "Basic", Doc: "of Authorization"}}, Run: httpAuth},
}

// exchanges returns those of HTTP that a check speaks of. Paths that the rubric
// ignores count only if they are asked for.
func (c *Context) exchanges() (list []*model.HTTP) {
	wanted, host := c.Text("path"), strings.ToLower(c.Text("host"))
	for _, h := range c.Capture.HTTP {
		if wanted == "" && slices.Contains(c.Ignore, h.Path) || !matchesPath(wanted, h.Path, h.URI) || host != "" &&
			h.Host != host {
			continue
		}
		list = append(list, h)
	}
	return list
}

func matchesPath(pattern, path string, uri string) bool {
	if pattern == "" || pattern == path || pattern == uri {
		return true
	}
	return strings.Contains(pattern, "*") && globbed(pattern, path)
}

// globbed matches a pattern in which * stands for anything, slashes too.
func globbed(pattern, s string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return s == pattern
	}
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(s, p)
		if i < 0 {
			return false
		}
		s = s[i+len(p):]
	}
	return strings.HasSuffix(s, parts[len(parts)-1])
}

// what names what was asked for.
func (c *Context) what() string {
	p := c.Text("path")
	if p == "" {
		p = "/…"
	}
	return c.Text("host") + p
}

// absent says that a page was not asked for, unless the capture cannot tell.
func (c *Context) absent(en, zh string, args ...any) verdict.Finding {
	if f, bad := Quality(c.Capture, "http", nil); bad {
		return f
	}
	f := verdict.Failed(verdict.Say(en, zh, args...))
	f.Filter = "http.request"
	return f
}

// times is the argument that says how often something has to be there.
func (c *Context) times() rubric.Range {
	if r, ok := rubric.ParseRange(c.Text("times")); ok {
		return r
	}
	return rubric.Range{Min: 1, Max: -1}
}

func httpGet(c *Context) verdict.Finding {
	method, status := c.Text("method"), c.Int("status")
	r := c.times()
	var frames []int64
	var other *model.HTTP
	n := int64(0)
	for _, h := range c.exchanges() {
		if h.Method != method {
			continue
		}
		if c.step(h.Status == status,
			verdict.Say("frame %d: %s %s, status %d", "第 %d 帧：%s %s，状态码 %d", h.Frame, h.Method, h.URI, h.Status)) {
			n++
			frames = append(frames, h.Frame, h.Reply)
		} else {
			other = h
		}
	}
	switch {
	case r.Has(n) && n > 0:
		return verdict.Passed(verdict.Say("%s %s was answered with %d (frame %d).", "%s %s 得到 %d 响应（第 %d 帧）。",
			method, c.what(), status, frames[1]), frames...)
	case n > 0 || r.Has(n):
		f := verdict.Failed(verdict.Say("%s %s was answered with %d in %d exchanges, asked for is %s.",
			"%s %s 得到 %d 响应共 %d 次，要求 %s 次。", method, c.what(), status, n, c.Text("times")), frames...)
		if r.Has(n) {
			f.Verdict, f.Share = verdict.Pass, 1
		}
		return f
	case other != nil && other.Status == 0:
		return c.unanswered(other)
	case other != nil:
		return verdict.Failed(verdict.Say("%s %s was answered with %d, not with %d (frame %d).",
			"%s %s 得到的是 %d，而不是 %d（第 %d 帧）。", method, c.what(), other.Status, status, other.Reply),
			other.Frame, other.Reply)
	}
	return c.absent("There is no %s %s in the capture.", "抓包中没有 %s %s。", method, c.what())
}

// unanswered says that no response was seen.
func (c *Context) unanswered(h *model.HTTP) verdict.Finding {
	if f, bad := Quality(c.Capture, "http", []*model.Conn{h.Conn}); bad {
		return f
	}
	return verdict.Failed(verdict.Say("No response to %s %s (frame %d) is in the capture.",
		"抓包中没有对 %s %s（第 %d 帧）的响应。", h.Method, h.URI, h.Frame), h.Frame)
}

func conditionalGet(c *Context) verdict.Finding {
	var first, second *model.HTTP
	var answers304 []*model.HTTP
	full := map[string]*model.HTTP{}
	for _, h := range c.exchanges() {
		if h.Method != "GET" {
			continue
		}
		key := h.Conn.Client + " " + h.Host + h.URI
		switch {
		case h.Status == 200 && h.Body > 0 && !h.Conditions:
			c.step(true, verdict.Say("frame %d: GET %s without a condition, 200 with %d bytes",
				"第 %d 帧：GET %s 不带条件，200，%d 字节", h.Frame, h.URI, h.Body))
			full[key] = h
		case h.Status == 304 && h.Conditions:
			c.step(true, verdict.Say("frame %d: GET %s with a condition, 304", "第 %d 帧：GET %s 带条件，304", h.Frame,
				h.URI))
			answers304 = append(answers304, h)
			if f := full[key]; f != nil && second == nil && validates(f, h) {
				first, second = f, h
			}
		case h.Conditions:
			c.step(false, verdict.Say("frame %d: GET %s with a condition, but status %d",
				"第 %d 帧：GET %s 带条件，但状态码为 %d", h.Frame, h.URI, h.Status))
		}
	}
	switch {
	case second != nil:
		return verdict.Passed(verdict.Say("The page came with 200 and %d bytes (frame %d); asked again with a condition (frame %d) the server said 304 without content (frame %d).",
			"页面先以 200 返回 %d 字节（第 %d 帧）；再次带条件请求（第 %d 帧），服务器返回不含内容的 304（第 %d 帧）。",
			first.Body, first.Reply, second.Frame, second.Reply),
			first.Frame, first.Reply, second.Frame, second.Reply)
	case len(answers304) > 0:
		h := answers304[0]
		if f, bad := gaps(c.Capture, "http", []*model.Conn{h.Conn}); bad {
			return f
		}
		return verdict.Half(0.5, verdict.Say("Only the conditional request (frame %d) and its 304 (frame %d) are there, not the first 200: clear the browser's cache before the first request.",
			"只有条件请求（第 %d 帧）及其 304（第 %d 帧），没有首次的 200：请在第一次请求之前清空浏览器缓存。", h.Frame,
			h.Reply), h.Frame, h.Reply)
	}
	if h := firstOf(full); h != nil {
		if f, bad := Quality(c.Capture, "http", []*model.Conn{h.Conn}); bad {
			return f
		}
		return verdict.Failed(verdict.Say("The page was fetched (frame %d), but never asked for again with If-Modified-Since or If-None-Match and answered with 304: reload it without emptying the cache.",
			"页面已获取（第 %d 帧），但之后没有带 If-Modified-Since 或 If-None-Match 的请求得到 304：请不清缓存再刷新一次。",
			h.Frame),
			h.Frame)
	}
	return c.absent("There is no GET %s with 200 and later 304 in the capture.", "抓包中没有先 200 后 304 的 GET %s。",
		c.what())
}

// firstOf returns the exchange of the lowest frame, nil if there is none.
func firstOf(m map[string]*model.HTTP) (first *model.HTTP) {
	for _, h := range m {
		if first == nil || h.Frame < first.Frame {
			first = h
		}
	}
	return first
}

// validates reports whether the condition of h is made of what f was answered with.
func validates(f, h *model.HTTP) bool {
	since, tag := h.Request["if-modified-since"], h.Request["if-none-match"]
	return since != "" && since == f.Response["last-modified"] || tag != "" && strings.Contains(tag,
		f.Response["etag"]) && f.Response["etag"] != ""
}

func longPage(c *Context) verdict.Finding {
	least := c.Int("segments")
	var gets []*model.HTTP
	for _, h := range c.exchanges() {
		if h.Method == "GET" && (h.Status == 200 || h.Status == 0) {
			gets = append(gets, h)
		}
	}
	switch {
	case len(gets) == 0:
		return c.absent("There is no GET %s with 200 in the capture.", "抓包中没有得到 200 的 GET %s。", c.what())
	case gets[0].Status == 0:
		return c.unanswered(gets[0])
	}
	h := gets[0]
	c.step(len(gets) == 1, verdict.Say("%d GETs with 200", "得到 200 的 GET 共 %d 个", len(gets)))
	if !c.step(h.Segments >= least, verdict.Say("the response came in %d segments", "响应分 %d 个报文段", h.Segments)) {
		if oversized(h.Conn) {
			return verdict.Cannot(verdict.Say("The response is in %d captured segments that are larger than the MSS: turn off the offload (GRO, LRO) of the network card and capture again.",
				"响应只有 %d 个报文段，且大于 MSS：请关闭网卡的卸载功能（GRO/LRO）后重新抓包。", h.Segments), h.Reply)
		}
		return verdict.Failed(verdict.Say("The response (frame %d) came in %d segments, at least %d are needed.",
			"响应（第 %d 帧）只有 %d 个报文段，至少需要 %d 个。", h.Reply, h.Segments, least), h.Frame, h.Reply)
	}
	return verdict.Passed(verdict.Say("One GET (frame %d) was answered in %d TCP segments.",
		"一次 GET（第 %d 帧）的响应分 %d 个 TCP 报文段。", h.Frame, h.Segments), h.Frame, h.Reply, h.ReplyLast)
}

func oversized(c *model.Conn) bool { return c.Down.Oversized > 0 }

func embedded(c *Context) verdict.Finding {
	page, objects := pageOf(c)
	if page == nil {
		return c.absent("There is no page %s with 200 in the capture.", "抓包中没有得到 200 的页面 %s。", c.what())
	}
	least := int(c.Int("objects"))
	frames := []int64{page.Frame}
	servers := map[string]bool{}
	for _, h := range objects {
		frames = append(frames, h.Frame)
		servers[h.Conn.Server] = true
		c.step(true, verdict.Say("frame %d: object %s of %s", "第 %d 帧：对象 %s，来自 %s", h.Frame, h.URI, h.Conn.Server))
	}
	if len(objects) < least {
		if f, bad := Quality(c.Capture, "http", nil); bad {
			return f
		}
		return verdict.Failed(verdict.Say("%d objects were fetched after the page (frame %d), at least %d are needed: clear the cache and load the page again.",
			"页面（第 %[2]d 帧）之后只获取了 %[1]d 个对象，至少需要 %[3]d 个：请清空缓存后重新加载。", len(objects),
			page.Frame, least), frames...)
	}
	how := loading(objects)
	if want := c.Text("loading"); want != "any" &&
		!c.step(how == want, verdict.Say("they were fetched %s", "加载方式：%s", how)) {
		return verdict.Failed(verdict.Say("The objects were fetched in %s, asked for is %s.",
			"对象的加载方式为 %s，要求 %s。", how, want), frames...)
	}
	return verdict.Passed(verdict.Say("The page (frame %d) and %d objects were fetched, %s; servers: %d.",
		"页面（第 %d 帧）及 %d 个对象均已获取（%s）；服务器 %d 个。", page.Frame, len(objects), how,
		len(servers)), frames...)
}

// pageOf returns the page and the objects that were fetched after it by the same client.
func pageOf(c *Context) (page *model.HTTP, objects []*model.HTTP) {
	for _, h := range c.exchanges() {
		if h.Method == "GET" && h.Status == 200 &&
			(c.Text("path") != "" || strings.HasPrefix(h.Response["content-type"], "text/html")) {
			page = h
			break
		}
	}
	if page == nil {
		return nil, nil
	}
	for _, h := range c.Capture.HTTP {
		if h != page && h.Method == "GET" && h.Start >= page.Start && h.Conn.Client == page.Conn.Client &&
			h.Path != page.Path && !slices.Contains(c.Ignore, h.Path) &&
			(h.Status == 200 || h.Status == 304) {
			objects = append(objects, h)
		}
	}
	return page, objects
}

// loading tells whether the times of exchanges overlap.
func loading(list []*model.HTTP) string {
	for i, a := range list {
		for _, b := range list[i+1 : min(len(list), i+64)] {
			if b.Start < a.End && a.Start < b.End {
				return "parallel"
			}
		}
	}
	return "serial"
}

func httpAuth(c *Context) verdict.Finding {
	user, scheme := c.Text("user"), c.Text("scheme")
	var asked, refused *model.HTTP
	var tried *model.HTTP
	for _, h := range c.exchanges() {
		switch {
		case h.Status == 401 && h.Mechanism == "" && h.Response["www-authenticate"] != "":
			c.step(true, verdict.Say("frame %d: 401, WWW-Authenticate: %s", "第 %d 帧：401，WWW-Authenticate: %s", h.Reply,
				h.Response["www-authenticate"]))
			if asked == nil {
				asked = h
			}
		case h.Mechanism != "" && strings.EqualFold(h.Mechanism, scheme) && asked != nil && h.Path == asked.Path &&
			h.Status >= 200 && h.Status < 400:
			if user != "" && !c.step(h.User == user,
				verdict.Say("frame %d: user %s", "第 %d 帧：用户 %s", h.Frame, h.User)) {
				tried = h
				continue
			}
			return verdict.Passed(verdict.Say("The server asked for a login with 401 (frame %d); with Authorization: %s of user %s (frame %d) it answered %d.",
				"服务器以 401 要求认证（第 %d 帧）；带 Authorization: %s、用户 %s 的请求（第 %d 帧）得到 %d。",
				asked.Reply, h.Mechanism, h.User, h.Frame, h.Status), asked.Frame, asked.Reply, h.Frame, h.Reply)
		case h.Mechanism != "":
			c.step(false, verdict.Say("frame %d: Authorization: %s of user %s, status %d",
				"第 %d 帧：Authorization: %s，用户 %s，状态码 %d", h.Frame, h.Mechanism, h.User, h.Status))
			refused = h
		}
	}
	switch {
	case tried != nil:
		return verdict.Failed(verdict.Say("User %s logged in (frame %d), asked for is %s.",
			"登录的用户是 %s（第 %d 帧），要求为 %s。", tried.User, tried.Frame, user), tried.Frame)
	case refused != nil && asked == nil && refused.Status/100 == 2:
		if f, bad := gaps(c.Capture, "http", []*model.Conn{refused.Conn}); bad {
			return f
		}
		return verdict.Half(0.5, verdict.Say("The login of user %s succeeded (frame %d), but the 401 before it is not in the capture: close the browser before the exercise.",
			"用户 %s 登录成功（第 %d 帧），但抓包中没有之前的 401：请在实验前关闭浏览器。", refused.User,
			refused.Frame), refused.Frame)
	case refused != nil:
		return verdict.Failed(verdict.Say("The login of user %s (frame %d) was answered with %d.",
			"用户 %s 的登录（第 %d 帧）得到 %d。", refused.User, refused.Frame, refused.Status), refused.Frame,
			refused.Reply)
	case asked != nil:
		return verdict.Failed(verdict.Say("The server asked for a login with 401 (frame %d), but no request with Authorization followed.",
			"服务器以 401 要求认证（第 %d 帧），但之后没有带 Authorization 的请求。", asked.Reply), asked.Frame, asked.Reply)
	}
	return c.absent("There is no 401 for %s in the capture.", "抓包中没有 %s 的 401 响应。", c.what())
}
