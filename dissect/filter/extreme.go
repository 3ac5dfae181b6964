package filter

import "netsniff/dissect"

// extreme makes max (sign 1) and min (sign -1): one value out of all those of
// all arguments. Arguments without a value do not count.
func extreme(sign int) function {
	return func(c *compiler, x *call) (expr, *Error) {
		args, err := c.alike(x)
		if err != nil {
			return expr{}, err
		}
		class := args[0].class
		for _, a := range args[1:] {
			class = max(class, a.class)
		}
		n, order := c.slot(), class.comparator(class)
		return expr{class: class, list: func(f *dissect.Frame, s *Scratch) []dissect.Value {
			out := &s.slots[n].values
			out.Reset()
			for _, a := range args {
				list := a.list(f, s)
				for i := range list {
					if len(out.List) == 0 {
						out.List = append(out.List, list[i])
					} else if o, _ := order(&list[i], &out.List[0]); o*sign > 0 {
						out.List[0] = list[i]
					}
				}
			}
			return out.List
		}}, nil
	}
}

// alike compiles arguments that must be comparable with each other; constants
// get the type of the first that is none.
func (c *compiler) alike(x *call) ([]expr, *Error) {
	var typed *expr
	args := make([]expr, len(x.args))
	for i, a := range x.args {
		if _, constant := constantOf(a); constant || typed != nil {
			continue
		}
		e, err := c.operand(a, nil)
		if err != nil {
			return nil, err
		}
		args[i], typed = e, &args[i]
	}
	if typed == nil {
		return nil, fail(x.place, "%s wants at least one field", x.name)
	}
	for i, a := range x.args {
		if args[i].list != nil {
			continue
		}
		e, err := c.operand(a, typed)
		if err != nil {
			return nil, err
		}
		if !e.class.comparable(typed.class) || (e.class == double) != (typed.class == double) {
			return nil, mismatch(*typed, e)
		}
		args[i] = e
	}
	if typed.class == nothing {
		return nil, fail(typed.place, "%s has no value to compare", typed.called())
	}
	return args, nil
}
