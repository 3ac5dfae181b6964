package mail

import "netsniff/dissect"

var outline = dissect.Outline{
	Branches: []dissect.Branch{
		{Above: "imf.content.type", Below: []string{"imf.content.type.*"}},
		{Above: "imf.extension", Below: []string{"imf.extension.*"}},
	},
	Whole: []string{"imf.extension"},
}
