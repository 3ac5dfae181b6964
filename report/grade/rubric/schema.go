package rubric

import "encoding/json"

// Schema returns the JSON Schema of rubrics, for editors.
func Schema() []byte {
	s := rubricObject.schema()
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "netsniff grading rubric"
	defs := map[string]any{}
	for _, o := range []*object{&itemObject, &shareObject, &plainObject, &stepObject, &acceptObject, &windowObject,
		&inputObject, &feedbackObject, &textObject} {
		defs[o.name] = o.schema()
	}
	s["$defs"] = defs
	b, _ := json.MarshalIndent(s, "", "  ") // maps of texts cannot fail
	return append(b, '\n')
}

func (o *object) schema() map[string]any {
	properties := map[string]any{}
	var required []string
	for _, k := range o.keys {
		p := k.schema()
		if k.doc != "" {
			p["description"] = k.doc
		}
		properties[k.name] = p
		if k.required {
			required = append(required, k.name)
		}
	}
	s := map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
	if required != nil {
		s["required"] = required
	}
	return s
}

func ref(o *object) map[string]any { return map[string]any{"$ref": "#/$defs/" + o.name} }

func (k *key) schema() map[string]any {
	scalar := []string{"string", "number", "boolean"}
	strings := map[string]any{"type": "array", "items": map[string]any{"type": []string{"string", "number"}}}
	switch k.form {
	case formNumber:
		return map[string]any{"type": "number"}
	case formBool:
		return map[string]any{"type": "boolean"}
	case formText:
		return map[string]any{"anyOf": []any{map[string]any{"type": []string{"string", "number"}}, ref(&textObject)}}
	case formStrings:
		return map[string]any{"anyOf": []any{map[string]any{"type": "string"}, strings}}
	case formScalars:
		return map[string]any{"type": "object",
			"additionalProperties": map[string]any{"anyOf": []any{map[string]any{"type": scalar}, strings}}}
	case formObject:
		return ref(k.of)
	case formObjects:
		return map[string]any{"type": "array", "minItems": 1, "items": ref(k.of)}
	case formTexts:
		return ref(&feedbackObject)
	case formRoles:
		role := map[string]any{"anyOf": []any{map[string]any{"type": "string"}, strings, ref(&inputObject)}}
		return map[string]any{"anyOf": []any{map[string]any{"type": "string"}, strings,
			map[string]any{"type": "object", "additionalProperties": role}}}
	case formParams:
		types := map[string]any{"type": "object", "additionalProperties": map[string]any{"enum": parameterTypes[:]}}
		return map[string]any{"anyOf": []any{strings, types}}
	}
	s := map[string]any{"type": scalar}
	if k.words != nil {
		s = map[string]any{"enum": k.words}
	}
	return s
}
