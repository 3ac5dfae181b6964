package page

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"netsniff/report/grade/verdict"
)

// classView is what the template of a class sees.
type classView struct {
	shared
	*Class
}

// studentView is what the template of a student sees.
type studentView struct {
	shared
	*Student
	Class *Class
}

// Mean is the mean of all points.
func (v classView) Mean() string {
	sum := 0.0
	for i := range v.Students {
		sum += v.Students[i].Points
	}
	return number(round(sum / float64(max(1, len(v.Students)))))
}

// Median is the median of all points.
func (v classView) Median() string {
	var all []float64
	for i := range v.Students {
		all = append(all, v.Students[i].Points)
	}
	slices.Sort(all)
	switch n := len(all); {
	case n == 0:
		return "0"
	case n%2 == 0:
		return number(round((all[n/2-1] + all[n/2]) / 2))
	default:
		return number(all[n/2])
	}
}

// Count is how many students have an outcome, by its name.
func (v classView) Count(name string) (n int) {
	for i := range v.Students {
		if v.Students[i].Outcome.String() == name {
			n++
		}
	}
	return n
}

func round(x float64) float64 { return math.Round(x*100) / 100 }

// Hard is an item and how a class did in it.
type Hard struct {
	Item
	Share  float64 // of its points that the class got, 0 to 1
	Counts [verdict.Fail + 1]int
	Of     int // submissions that have it
}

// Percent is the share for people.
func (h Hard) Percent() string { return fmt.Sprintf("%.0f %%", 100*h.Share) }

// Hardest lists the items, the hardest first.
func (v classView) Hardest() []Hard {
	list := make([]Hard, len(v.Items))
	at := map[string]*Hard{}
	for i, x := range v.Items {
		list[i].Item = x
		at[x.ID] = &list[i]
	}
	for i := range v.Students {
		for _, x := range v.Students[i].Items {
			if h := at[x.ID]; h != nil {
				h.Counts[x.Verdict]++
				h.Of++
				if x.Max > 0 {
					h.Share += x.Points / x.Max
				} else if x.Verdict == verdict.Pass {
					h.Share++
				}
			}
		}
	}
	for i := range list {
		list[i].Share /= float64(max(1, list[i].Of))
	}
	slices.SortStableFunc(list, func(a, b Hard) int { return cmp.Compare(a.Share, b.Share) })
	return list
}

// Stack draws how an item ended for the class: a bar with a part for each verdict.
func (v classView) Stack(h Hard) template.HTML {
	const width, height = 200.0, 14.0
	var b, said strings.Builder
	x := 0.0
	for i, n := range h.Counts {
		if n == 0 {
			continue
		}
		w := width * float64(n) / float64(h.Of)
		fmt.Fprintf(&b, `<rect class="%s" x="%.1f" y="0" width="%.1f" height="%g"/>`, verdict.Verdict(i), x, w, height)
		x += w
		fmt.Fprintf(&said, "%s: %d. ", v.Word(verdict.Verdict(i)), n)
	}
	return drawing(width, height, said.String(), b.String(), "stack")
}

// buckets is into how many ranges of points a class is put.
const buckets = 10

// Distribution draws how many have how many points, and the pass mark.
func (v classView) Distribution() template.HTML {
	const width, height, left, bottom, top = 640.0, 220.0, 34.0, 34.0, 12.0
	highest := v.Total
	for i := range v.Students {
		highest = max(highest, v.Students[i].Points)
	}
	if highest <= 0 {
		return ""
	}
	var counts [buckets]int
	for i := range v.Students {
		counts[min(buckets-1, int(v.Students[i].Points/highest*buckets))]++
	}
	most := max(1, slices.Max(counts[:]))
	var b, said strings.Builder
	at := func(points float64) float64 { return left + (width-left-8)*points/highest }
	tall := func(n int) float64 { return (height - bottom - top) * float64(n) / float64(most) }
	for i, n := range counts {
		from, to := highest*float64(i)/buckets, highest*float64(i+1)/buckets
		class := "bar"
		if v.Pass > 0 && to <= v.Pass {
			class = "bar low"
		}
		fmt.Fprintf(&b, `<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f"/>`, class, at(from)+2,
			height-bottom-tall(n),
			at(to)-at(from)-4, tall(n))
		if n > 0 {
			fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="middle">%d</text>`, (at(from)+at(to))/2,
				height-bottom-tall(n)-3, n)
			fmt.Fprintf(&said, "%s–%s: %d. ", number(round(from)), number(round(to)), n)
		}
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, at(from), height-bottom+16,
			number(round(from)))
	}
	fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="end">%s</text>`, width-2, height-bottom+16, number(round(highest)))
	fmt.Fprintf(&b, `<line class="axis" x1="%g" y1="%g" x2="%g" y2="%g"/>`, left, height-bottom, width-8, height-bottom)
	if v.Pass > 0 {
		fmt.Fprintf(&b, `<line class="mark" x1="%.1f" y1="%g" x2="%.1f" y2="%g"/>`, at(v.Pass), top-8, at(v.Pass),
			height-bottom+4)
		fmt.Fprintf(&b, `<text class="marked" x="%.1f" y="%g" text-anchor="middle">%s</text>`, at(v.Pass), height-2,
			template.HTMLEscapeString(v.Say("pass mark ", "及格线 ")+number(v.Pass)))
	}
	return drawing(width, height, v.Say("Submissions by points. ", "按得分的提交数。")+said.String(), b.String(),
		"distribution")
}

// Gauge draws points as a part of the total.
func (s shared) Gauge(points, total, pass float64) template.HTML {
	const width, height = 120.0, 10.0
	if total <= 0 {
		return ""
	}
	class := "bar"
	if points < pass {
		class = "bar low"
	}
	inner := fmt.Sprintf(`<rect class="rail" x="0" y="0" width="%g" height="%g"/><rect class="%s" x="0" y="0" width="%.1f" height="%g"/>`,
		width, height, class, width*min(1, max(0, points/total)), height)
	if pass > 0 {
		inner += fmt.Sprintf(`<line class="mark" x1="%.1f" y1="0" x2="%.1f" y2="%g"/>`, width*min(1, pass/total),
			width*min(1, pass/total), height)
	}
	return drawing(width, height, number(points)+" / "+number(total), inner, "gauge")
}

// drawing is an SVG picture in the page. inner is made of numbers and escaped texts
// only; said is what it shows, for those who cannot see it.
func drawing(width, height float64, said, inner, class string) template.HTML {
	return template.HTML(fmt.Sprintf(`<svg class="%s" viewBox="0 0 %g %g" role="img" aria-label="%s">%s</svg>`,
		class, width, height, template.HTMLEscapeString(strings.TrimSpace(said)), inner))
}

// Tally is how many items of a student ended so.
type Tally struct {
	Verdict verdict.Verdict
	N       int
}

// Tallies counts the verdicts of a student that occur.
func (s *Student) Tallies() (list []Tally) {
	var n [verdict.Fail + 1]int
	for i := range s.Items {
		n[s.Items[i].Verdict]++
	}
	for v, n := range n {
		if n > 0 {
			list = append(list, Tally{verdict.Verdict(v), n})
		}
	}
	return list
}

// Command shows the evidence of an item in netsniff.
func (x *Item) Command() string { return verdict.Command(x.File, x.Frames) }

// Name is the word for a verdict by its number, as templates have it.
func (v classView) Name(i int) string { return v.Word(verdict.Verdict(i)) }
