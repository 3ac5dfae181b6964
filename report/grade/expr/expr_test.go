package expr

import (
	"testing"

	"netsniff/report/grade/model"
)

func env(t *testing.T) *Env {
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestCompile(t *testing.T) {
	e := env(t)
	for text, want := range map[string][2]string{
		"http.exists(h, h.staus == 200)": {"undefined field 'staus' (at column 17 of the expression)",
			"did you mean status?"},
		"htp.size() > 0": {"undeclared reference to 'htp' (at column 1 of the expression)",
			"did you mean http?"},
		"1 + 1": {"the expression does not look at the submission: it is always the same",
			"speak of capture, conns, http, mails, answers …"},
		"": {"the expression is empty", "netsniff grade model prints what it may speak of"},
		"conns[0].up.rtt.p50 < 'x'": {"found no matching overload for '_<_' applied to '(double, string)' (at column 21 of the expression)",
			"the types do not fit each other; netsniff grade model prints those of the model"},
		"http.exists(h, h.status == 200 ": {"Syntax error: missing ')' at '<EOF>' (at column 32 of the expression)",
			"netsniff grade model prints what it may speak of"},
	} {
		_, err := e.Compile(text)
		if err == nil {
			t.Errorf("%q: no error", text)
		} else if err.Message != want[0] || err.Advice != want[1] {
			t.Errorf("%q: %q, %q, want %q", text, err.Message, err.Advice, want)
		}
	}
}

func TestEval(t *testing.T) {
	e := env(t)
	c := &model.Capture{HTTP: []*model.HTTP{{Frame: 4, Reply: 6, Status: 200, Request: map[string]string{"host": "x"}},
		{Frame: 9, Status: 304}}, Swarm: &model.Swarm{}}
	s := &Scope{Capture: c, Student: map[string]string{"id": "7"},
		Answers: map[string]string{"q1": "60 ms", "q2": "none"}, Inputs: map[string]*model.Capture{"web": c}}
	for text, want := range map[string]string{
		"http.filter(h, h.status == 304).size() == 1":   "yes",
		"http[0].request['host'] == 'x'":                "yes",
		"student.id == '7' && inputs.web.http[1].frame": "",
		"number(answers.q1) == ms(60)":                  "yes",
		"number(answers.q2) > 0":                        "absent",
		"http[7].status == 200":                         "absent",
		"sum(http.map(h, h.status))":                    "504",
		"least(http.map(h, h.frame)) + 0.5":             "4.5",
		"mean(mails.map(m, m.size)) > 3":                "absent",
	} {
		x, err := e.Compile(text)
		if want == "" {
			if err == nil {
				t.Errorf("%q compiles", text)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		v, failed := x.Eval(s)
		got := ""
		switch {
		case failed != nil && failed.Absent:
			got = "absent"
		case failed != nil:
			got = failed.Message
		default:
			got = v.Text()
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	x, _ := e.Compile("http")
	v, _ := x.Eval(s)
	if f := v.Frames(); len(f) != 4 || f[0] != 4 || f[1] != 6 || f[2] != 9 {
		t.Errorf("frames %v", f)
	}
}

// TestCostLimit: an expression that would take minutes ends.
func TestCostLimit(t *testing.T) {
	c := &model.Capture{Swarm: &model.Swarm{}}
	for range 5000 {
		c.Packets = append(c.Packets, &model.Packet{})
	}
	e := env(t)
	e.limit = 100_000
	x, err := e.Compile("packets.all(a, packets.all(b, packets.exists(c, c.frame == a.frame + b.frame)))")
	if err != nil {
		t.Fatal(err)
	}
	if _, failed := x.Eval(&Scope{Capture: c}); failed == nil || !failed.Costly {
		t.Errorf("failure %v, want the cost limit", failed)
	}
}
