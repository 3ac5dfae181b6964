package records

import (
	"net/netip"
	"strings"
)

// ecsField is a field of the Elastic Common Schema whose values are not those of a column
// (https://www.elastic.co/docs/reference/ecs).
type ecsField struct {
	name  string
	value any
}

// derived returns those of a record: what the schema allows no other values for.
func derived(r Record) (list []ecsField) {
	switch r := r.(type) {
	case *Exchange:
		list = outcome(r.Outcome)
	case *Login:
		list = outcome(r.Outcome)
	case *Mail:
		list = outcome(r.Outcome)
		var files []map[string]map[string]string
		for _, name := range r.Attachments {
			files = append(files, map[string]map[string]string{"file": {"name": name}})
		}
		if len(files) > 0 {
			list = append(list, ecsField{"email.attachments", files})
		}
	case *Lookup:
		var addresses []string
		for _, a := range r.Answers {
			if _, err := netip.ParseAddr(a); err == nil {
				addresses = append(addresses, a)
			}
		}
		if len(addresses) > 0 {
			list = append(list, ecsField{"dns.resolved_ip", addresses})
		}
	case *Handshake:
		list = append(outcome(r.Outcome), ecsField{"tls.established", r.Outcome == "complete"})
		if protocol, version, ok := strings.Cut(r.Version, " "); ok {
			list = append(list, ecsField{"tls.version_protocol", strings.ToLower(protocol)}, ecsField{"tls.version", version})
		}
	}
	return list
}

// outcome returns event.outcome, which knows three values.
func outcome(word string) []ecsField {
	value := "unknown"
	switch word {
	case "succeeded", "redirected", "complete":
		value = "success"
	case "refused", "failed":
		value = "failure"
	}
	return []ecsField{{"event.outcome", value}}
}
