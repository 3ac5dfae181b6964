package reassembly

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"unsafe"

	"netsniff/capture"
)

func TestDurationsFew(t *testing.T) {
	var d Durations
	if d.Count() != 0 || d.Mean() != 0 || d.StdDev() != 0 || d.Percentile(50) != 0 {
		t.Errorf("an empty distribution: %+v", d)
	}
	for _, x := range []capture.Stamp{50, 10, 40, 20, 30} {
		d.Add(x)
	}
	got := []capture.Stamp{d.Min(), d.Max(), d.Mean(), d.StdDev(), d.Percentile(1), d.Percentile(20), d.Percentile(21),
		d.Percentile(50), d.Percentile(90), d.Percentile(100)}
	want := []capture.Stamp{10, 50, 30, 14, 10, 10, 20, 30, 50, 50}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestDurationsMany compares with the times themselves, over many powers of two.
func TestDurationsMany(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, scale := range []float64{100, 1e6, 1e9, 1e12} {
		var d Durations
		var all []capture.Stamp
		for range 5000 {
			x := capture.Stamp(scale * math.Exp(r.NormFloat64()))
			all = append(all, x)
			d.Add(x)
		}
		slices.Sort(all)
		for _, p := range []int{1, 10, 50, 90, 99, 100} {
			want := all[(len(all)*p+99)/100-1]
			got := d.Percentile(p)
			if off := math.Abs(float64(got-want)) / float64(want); off > 0.008 {
				t.Errorf("scale %g: p%d is %d, want %d: off by %.2f %%", scale, p, got, want, 100*off)
			}
		}
		var sum, squares float64
		for _, x := range all {
			sum += float64(x)
		}
		mean := sum / float64(len(all))
		for _, x := range all {
			squares += (float64(x) - mean) * (float64(x) - mean)
		}
		sd := math.Sqrt(squares / float64(len(all)))
		if off := math.Abs(float64(d.StdDev())-sd) / sd; off > 0.01 || math.Abs(float64(d.Mean())-mean) > 1 {
			t.Errorf("scale %g: mean %d, deviation %d, want %g, %g", scale, d.Mean(), d.StdDev(), mean, sd)
		}
	}
}

// TestDurationsMerge: whoever counts what, the sum is the same.
func TestDurationsMerge(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, n := range []int{1, maxExact, maxExact + 1, 1000} {
		var whole, forth, back Durations
		parts := make([]Durations, 7)
		for range n {
			x := capture.Stamp(r.Int64N(1 << 40))
			whole.Add(x)
			parts[r.IntN(len(parts))].Add(x)
		}
		for i := range parts {
			forth.Merge(&parts[i])
			back.Merge(&parts[len(parts)-1-i])
		}
		for _, x := range []*Durations{&whole, &forth, &back} {
			slices.Sort(x.exact)
		}
		if !reflect.DeepEqual(whole, forth) || !reflect.DeepEqual(whole, back) {
			t.Errorf("%d times: %+v\n%+v\n%+v", n, whole, forth, back)
		}
	}
}

func TestDurationsBuckets(t *testing.T) {
	for _, x := range []capture.Stamp{0, 1, 63, 64, 127, 128, 129, 255, 256, 1e6, maxDuration} {
		m := middle(indexOf(x))
		if off := math.Abs(float64(m - x)); off > float64(x)/128 {
			t.Errorf("%d is in the bucket of %d", x, m)
		}
	}
	var d Durations
	for range maxExact + 1 {
		d.Add(-5)
		d.Add(1 << 62)
	}
	if d.Min() != 0 || d.Max() != maxDuration || len(d.many.buckets) != 2 {
		t.Errorf("%+v", d)
	}
	if last := indexOf(maxDuration); last >= 2688 {
		t.Errorf("%d buckets", last+1)
	}
}

func TestDurationsAllocates(t *testing.T) {
	var d Durations
	for i := range 1000 {
		d.Add(capture.Stamp(1e6 + i*1e3))
	}
	if n := testing.AllocsPerRun(1000, func() { d.Add(1.5e6) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// BenchmarkDurations adds round trips of some 20 ms, as many as a long connection
// has; bytes is what their distribution takes in the end.
func BenchmarkDurations(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	times := make([]capture.Stamp, 1<<12)
	for i := range times {
		times[i] = capture.Stamp(20e6 * math.Exp(0.1*r.NormFloat64()))
	}
	var d Durations
	for _, t := range times {
		d.Add(t)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		d.Add(times[i%len(times)])
	}
	b.ReportMetric(float64(int(unsafe.Sizeof(d)+unsafe.Sizeof(*d.many))+
		cap(d.many.buckets)*int(unsafe.Sizeof(bucket{}))), "bytes")
}
