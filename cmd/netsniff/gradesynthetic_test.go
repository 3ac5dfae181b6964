package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"netsniff/report/grade/gradetest/class"
)

// madeClass writes a class with known marks and returns it with its folder.
func madeClass(t *testing.T, n int, seed uint64) (*class.Class, string) {
	t.Helper()
	c, err := class.Make(filepath.Join("..", ".."), n, seed)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := c.Write(dir); err != nil {
		t.Fatal(err)
	}
	return c, dir
}

// graded runs netsniff grade on a class that was made; what cannot be read in it is no
// reason to stop.
func graded(t *testing.T, dir string, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	submissions := filepath.Join(dir, "submissions")
	if _, err := os.Stat(submissions); err != nil {
		submissions += ".zip"
	}
	args = append([]string{"grade", filepath.Join(dir, "class.yaml"), submissions, "--roster",
		filepath.Join(dir, "roster.csv")}, args...)
	if code := run(args, strings.NewReader(""), &out, &errs); code > 1 || errs.Len() > 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	return out.String()
}

// zippedClass makes a folder with the same class, its submissions in one zip file.
func zippedClass(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	for _, name := range []string{"class.yaml", "roster.csv"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(to, name), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Create(filepath.Join(to, "submissions.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	if err := z.AddFS(os.DirFS(filepath.Join(dir, "submissions"))); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return to
}

// sameSubmissions reports whether two outputs have the same submissions, in whatever
// order.
func sameSubmissions(t *testing.T, a, b string) bool {
	t.Helper()
	read := func(text string) []string {
		var book struct{ Submissions []json.RawMessage }
		if err := json.Unmarshal([]byte(text), &book); err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, r := range book.Submissions {
			list = append(list, string(r))
		}
		slices.Sort(list)
		return list
	}
	return slices.Equal(read(a), read(b))
}

// TestSyntheticClass: of a class whose marks and copies are known every mark is right,
// every copy is found and nobody else is accused.
func TestSyntheticClass(t *testing.T) {
	n := 90
	if testing.Short() {
		n = 36
	}
	c, dir := madeClass(t, n, 11)
	began := time.Now()
	var book struct {
		Submissions []struct {
			Student map[string]string
			Points  float64
			Items   []struct {
				ID, Verdict string
				Points      float64
			}
		}
		Near []struct{ A, B string }
	}
	whole := graded(t, dir, "--json")
	if err := json.Unmarshal([]byte(whole), &book); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d submissions in %v", n, time.Since(began))
	found := map[string]int{}
	for i, r := range book.Submissions {
		found[r.Student["id"]] = i
	}
	for _, s := range c.Students {
		i, ok := found[s.ID]
		if !ok {
			t.Errorf("%s was not graded", s.ID)
			continue
		}
		r := &book.Submissions[i]
		for k, m := range s.Truth {
			if x := r.Items[k]; x.ID != m.Item || x.Verdict != m.Verdict || x.Points != m.Points {
				t.Errorf("%s, %s: %s is %s with %g, want %s with %g", s.ID, s.Breakage, m.Item, x.Verdict, x.Points,
					m.Verdict, m.Points)
			}
		}
		if r.Points != s.Points() {
			t.Errorf("%s has %g points, want %g", s.ID, r.Points, s.Points())
		}
	}
	if zipped := graded(t, zippedClass(t, dir), "--json"); !sameSubmissions(t, zipped, whole) {
		t.Error("in one zip file the class has other marks")
	}
	var near, planted []string
	id := regexp.MustCompile(`\d{8}`)
	pair := func(a, b string) string { return fmt.Sprint(min(a, b), " ", max(a, b)) }
	for _, x := range book.Near {
		near = append(near, pair(id.FindString(x.A), id.FindString(x.B)))
	}
	for _, x := range c.Copies {
		planted = append(planted, pair(x.From.ID, x.By.ID))
	}
	slices.Sort(near)
	slices.Sort(planted)
	if !slices.Equal(near, planted) {
		t.Errorf("near each other are %v, planted were %v", near, planted)
	}
}
