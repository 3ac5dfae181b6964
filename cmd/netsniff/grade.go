package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"netsniff/dissect/all"
	"netsniff/report/grade"
	"netsniff/report/grade/expr"
	"netsniff/report/grade/kinship"
	"netsniff/report/grade/marks"
	"netsniff/report/grade/model"
	"netsniff/report/grade/rubric"
	"netsniff/report/grade/starter"
	"netsniff/report/grade/submission"
)

const gradeHelp = `grade marks what a class captured: each submission (a folder, a zip or tar file,
or a capture) by the items of a rubric, a YAML file. Each item ends with pass,
partial, fail, not gradable (the capture does not show whether it was done, and
why) or needs human, with the frames that show it. Students may run it on their
own submission before they hand it in.

The rubric is checked before anything is graded. --roster is the class list
(CSV, UTF-8 or GB18030, with columns such as id,name,mail,ip); --override has
the teacher's corrections, which win over what was found. docs/grading.md tells
all.

The exit code is 0 if all submissions passed, 1 if some are below the pass mark,
2 if something could not be graded.`

const gradeExamples = `  netsniff grade init model.pcapng > lab.yaml      a rubric to begin with
  netsniff grade check lab.yaml                    is the rubric right?
  netsniff grade lab.yaml submissions/             the class as a table
  netsniff grade lab.yaml submissions/ --roster class.csv --csv > marks.csv
  netsniff grade lab.yaml submissions/ --roster class.csv --for moodle > m.csv
  netsniff grade lab.yaml submissions/ --roster class.csv --html pages
  netsniff grade copies submissions/                who copied?
  netsniff grade explain lab.yaml submissions/2023001.zip --item cond
  netsniff grade model                             what expressions may speak of`

// errBelow is no fault: it is the exit code 1.
var errBelow = fmt.Errorf("some submissions are below the pass mark: %w", errNoMatch)

// gradeCmd are the flags of netsniff grade.
type gradeCmd struct {
	*options
	tableFlags
	cacheFlags
	roster    string
	overrides string
	platform  string
	html      string
	archive   []string
	item      string
	single    bool
}

func newGrade(out, errs io.Writer) *cobra.Command {
	x := &gradeCmd{options: &options{out: out, errs: errs}}
	c := &cobra.Command{
		Use:     "grade [flags] RUBRIC SUBMISSIONS...",
		Short:   "Mark a class's captures by a rubric",
		Long:    gradeHelp,
		Example: gradeExamples,
		Args:    cobra.ArbitraryArgs,
		RunE:    x.speaking(func(_ *cobra.Command, args []string) error { return x.run(args) }),
	}
	f := c.Flags()
	f.SortFlags = false
	x.declareClass(c)
	f.BoolVar(&x.csv, "csv", false, "print CSV: a row for each submission, points and verdict of each item")
	f.BoolVar(&x.json, "json", false, "print JSON: all that was found")
	f.StringVar(&x.platform, "for", "", "print CSV that the learning platform `NAME` imports: moodle, canvas or chaoxing")
	f.BoolVar(&x.single, "single", false, "each folder that is named is one submission, not one of a class")
	declareGradeWorkers(x.options, f)
	x.declareCache(c)
	x.declareShape(x.options, f)
	x.declareColour(c, "titles")
	c.MarkFlagsMutuallyExclusive("csv", "json", "for")
	complete(c, "for", fixed(marks.Platforms()))
	f.StringVar(&x.html, "html", "",
		"write HTML pages into `DIR` as well: class.html and one for each student; near submissions are looked for")
	f.StringArrayVar(&x.archive, "archive", nil,
		"compare with an earlier class as well, a `DIR` that grade copies --keep wrote, or of submissions")
	c.AddCommand(newGradeInit(out, errs), newGradeModel(out, errs), newGradeCheck(out, errs),
		newGradeExplain(out, errs), newGradeCopies(out, errs))
	return c
}

// declareGradeWorkers declares how many submissions are read at a time.
func declareGradeWorkers(o *options, f *pflag.FlagSet) {
	f.IntVar(&o.workers, "workers", max(1, runtime.NumCPU()),
		"read `N` submissions at a time; what is found is the same for any number")
}

// declareClass declares what is known of the class.
func (x *gradeCmd) declareClass(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&x.roster, "roster", "", "the class list: CSV in `FILE`, with columns such as id,name,mail,ip")
	f.StringVar(&x.overrides, "override", "", "the teacher's corrections: YAML in `FILE`")
}

func newGradeInit(out, errs io.Writer) *cobra.Command {
	x := &gradeCmd{options: &options{out: out, errs: errs}}
	return &cobra.Command{
		Use:   "init CAPTURE",
		Short: "Write a rubric to begin with from a model capture",
		Long: `init reads a capture that shows what the lab asks for and writes a commented rubric
to standard output: a check for each thing that the capture shows, so that the
capture itself gets full marks. Take out what the lab does not ask for.`,
		Example: `  netsniff grade init model.pcapng > lab.yaml      a rubric to begin with`,
		Args:    cobra.ArbitraryArgs,
		RunE: x.speaking(func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("name one capture: netsniff grade init CAPTURE > lab.yaml")
			}
			return x.begin(args[0])
		}),
	}
}

// begin writes a rubric for captures like the named one.
func (x *gradeCmd) begin(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	reader := &model.Reader{Detector: all.Detector()}
	c, _, err := reader.Read(name, f, nil, nil)
	if err != nil {
		return err
	}
	_, err = io.WriteString(x.out, starter.Write(c))
	return quietPipe(err)
}

func newGradeModel(out, errs io.Writer) *cobra.Command {
	x := &gradeCmd{options: &options{out: out, errs: errs}}
	schema := false
	c := &cobra.Command{
		Use:   "model",
		Short: "Print what expressions of rubrics may speak of, and the standard checks",
		Long: `model prints the variables, functions and types that expressions (CEL) of a rubric
may use, the standard checks with their arguments and the standard keys of typed
answers. --schema prints the JSON Schema of rubrics, for editors.`,
		Example: `  netsniff grade model | less                      all of it
  netsniff grade model --schema > rubric.json      for an editor`,
		Args: cobra.NoArgs,
		RunE: x.speaking(func(*cobra.Command, []string) error {
			if schema {
				_, err := out.Write(rubric.Schema())
				return quietPipe(err)
			}
			return quietPipe(errors.Join(expr.Describe(out), marks.DescribeChecks(out, x.lang)))
		}),
	}
	c.Flags().BoolVar(&schema, "schema", false, "print the JSON Schema of rubrics instead")
	return c
}

func newGradeCheck(out, errs io.Writer) *cobra.Command {
	x := &gradeCmd{options: &options{out: out, errs: errs}}
	return &cobra.Command{
		Use:   "check RUBRIC",
		Short: "Look for mistakes in a rubric",
		Long: `check reads a rubric and says what is wrong with it, each with its line: unknown
keys, fields and checks, wrong types, points that do not add up, checks that can
never fail. Without a mistake it says what the rubric asks for.`,
		Example: `  netsniff grade check lab.yaml                    is the rubric right?`,
		Args:    cobra.ArbitraryArgs,
		RunE: x.speaking(func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("name one rubric: netsniff grade check RUBRIC")
			}
			p, err := compiled(args[0])
			if err != nil {
				return err
			}
			return quietPipe(marks.Describe(out, p.Rubric, x.lang))
		}),
	}
}

func newGradeExplain(out, errs io.Writer) *cobra.Command {
	x := &gradeCmd{options: &options{out: out, errs: errs}}
	c := &cobra.Command{
		Use:   "explain [flags] RUBRIC SUBMISSION",
		Short: "Say how the items of a submission were decided",
		Long: `explain grades one submission and says of each item how it was decided: every
step, the frames that show it, a display filter for them and, of typed answers,
which right answer was matched.`,
		Example: `  netsniff grade explain lab.yaml class/2023001.zip              all items
  netsniff grade explain lab.yaml class/2023001.zip --item smtp  one of them`,
		Args: cobra.ArbitraryArgs,
		RunE: x.speaking(func(_ *cobra.Command, args []string) error { return x.explain(args) }),
	}
	x.declareClass(c)
	x.declareCache(c)
	c.Flags().StringVar(&x.item, "item", "", "only the item called `ID`")
	return c
}

// compiled reads and checks a rubric.
func compiled(name string) (*grade.Program, error) {
	r, err := rubric.Read(name)
	if err != nil {
		return nil, err
	}
	return grade.Compile(r)
}

// program reads the rubric and what is known of the class.
func (x *gradeCmd) program(name string) (*grade.Program, error) {
	p, err := compiled(name)
	if err != nil {
		return nil, err
	}
	p.Shelf = &submission.Shelf{}
	if p.Cache, err = x.openCache(); err != nil {
		return nil, err
	}
	if x.roster != "" {
		if p.Roster, err = submission.ReadRoster(x.roster); err != nil {
			return nil, err
		}
	}
	if x.overrides != "" {
		if p.Overrides, err = grade.ReadOverrides(x.overrides, p.Rubric); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// run grades a class.
func (x *gradeCmd) run(args []string) error {
	if len(args) < 2 {
		return errors.New("name a rubric and submissions: netsniff grade RUBRIC SUBMISSIONS")
	}
	p, err := x.program(args[0])
	if err != nil {
		return err
	}
	defer p.Shelf.Close()
	where := args[1:]
	if !x.single {
		if where, err = p.Shelf.Find(where, submission.Questions{Alone: p.Alone, Whose: p.Whose}); err != nil {
			return err
		}
	}
	class, wrong := x.compare(p, where)
	done, finish := x.counter(len(where))
	results := p.Batch(where, x.effort(), done)
	finish()
	absent := p.InOrder(results)
	for _, o := range p.Overrides.Unused(results) {
		fmt.Fprintf(x.errs, "netsniff: %s: the correction of %s, item %s, is for no submission that was graded\n",
			x.overrides, o.Submission, o.Item)
	}
	b := &marks.Book{Rubric: p.Rubric, Results: results, Lang: x.lang, Near: class.near(results), Absent: absent}
	err = x.write(b)
	return errors.Join(quietPipe(err), wrong, x.pages(b, class), outcome(results))
}

// outcome is the error that makes the exit code.
func outcome(results []*grade.Result) error {
	var wrong []error
	below := false
	for _, r := range results {
		if r.Outcome == grade.Unreadable {
			wrong = append(wrong, fmt.Errorf("%s: %s", r.Path, r.Wrong))
		}
		below = below || r.Outcome != grade.Passed
	}
	if len(wrong) > 0 {
		return errors.Join(wrong...)
	}
	if below {
		return errBelow
	}
	return nil
}

func (x *gradeCmd) write(b *marks.Book) error {
	switch {
	case x.json:
		return b.WriteJSON(x.out)
	case x.csv:
		return b.WriteCSV(x.out)
	case x.platform != "":
		return b.WriteFor(x.out, x.platform)
	}
	t := b.Table()
	if err := x.shapeOf(x.options, t.Columns); err != nil {
		return err
	}
	if len(b.Near) == 0 {
		return x.printTable(x.options, t)
	}
	return x.printTable(x.options, t, kinship.CopyTable(b.Near, x.lang))
}

// counter shows on standard error how many submissions are done, if somebody waits.
func (o *options) counter(n int) (done func(int), finish func()) {
	if !isTerminal(o.errs) || n < 2 {
		return nil, func() {}
	}
	bar := progressbar.NewOptions(n, progressbar.OptionSetWriter(o.errs), progressbar.OptionShowCount(),
		progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(200*time.Millisecond))
	return func(int) { _ = bar.Add(1) }, func() { _ = bar.Clear() } // a bar that cannot be drawn is no reason to stop
}

// explain grades one submission and tells how.
func (x *gradeCmd) explain(args []string) error {
	if len(args) != 2 {
		return errors.New("name a rubric and one submission: netsniff grade explain RUBRIC SUBMISSION --item ID")
	}
	p, err := x.program(args[0])
	if err != nil {
		return err
	}
	if err := knownItem(p.Rubric, x.item); err != nil {
		return err
	}
	defer p.Shelf.Close()
	if _, err := p.Shelf.Find(args[1:], submission.Questions{Alone: func([]string) bool { return true }}); err != nil {
		return err
	}
	r := p.Grade(args[1])
	b := &marks.Book{Rubric: p.Rubric, Results: []*grade.Result{r}, Lang: x.lang}
	width := screenWidth(x.out)
	if width <= 0 {
		width = 100
	}
	err = b.Explain(x.out, r, x.item, min(width, 100))
	return errors.Join(quietPipe(err), outcome(b.Results))
}

// knownItem reports an item that the rubric does not have.
func knownItem(r *rubric.Rubric, id string) error {
	var ids []string
	for _, i := range r.Items {
		if ids = append(ids, i.ID); i.ID == id || id == "" {
			return nil
		}
	}
	return fmt.Errorf("--item %s: there is no such item; %s", id, rubric.Nearest(id, ids))
}
