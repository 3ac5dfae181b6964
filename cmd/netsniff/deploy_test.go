package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// manifest is what the manifests in deploy have of Kubernetes' own (batch/v1 Job and apps/v1
// Deployment): other keys are errors, as the server says of those it does not know.
type manifest struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string `yaml:"kind"`
	Metadata   meta   `yaml:"metadata"`
	Spec       struct {
		CompletionMode       string `yaml:"completionMode"`
		Completions          int    `yaml:"completions"`
		Parallelism          int    `yaml:"parallelism"`
		BackoffLimitPerIndex int    `yaml:"backoffLimitPerIndex"`
		Replicas             int    `yaml:"replicas"`
		Selector             struct {
			MatchLabels map[string]string `yaml:"matchLabels"`
		} `yaml:"selector"`
		Template struct {
			Metadata meta `yaml:"metadata"`
			Spec     pod  `yaml:"spec"`
		} `yaml:"template"`
	} `yaml:"spec"`
}

type meta struct {
	Name   string            `yaml:"name"`
	Labels map[string]string `yaml:"labels"`
}

type pod struct {
	RestartPolicy string      `yaml:"restartPolicy"`
	Containers    []container `yaml:"containers"`
	Volumes       []volume    `yaml:"volumes"`
}

type volume struct {
	Name  string `yaml:"name"`
	Claim struct {
		Name     string `yaml:"claimName"`
		ReadOnly bool   `yaml:"readOnly"`
	} `yaml:"persistentVolumeClaim"`
	Secret struct {
		Name string `yaml:"secretName"`
	} `yaml:"secret"`
	Empty map[string]string `yaml:"emptyDir"`
}

type container struct {
	Name    string   `yaml:"name"`
	Image   string   `yaml:"image"`
	Args    []string `yaml:"args"`
	EnvFrom []struct {
		Secret struct {
			Name string `yaml:"name"`
		} `yaml:"secretRef"`
	} `yaml:"envFrom"`
	Resources struct {
		Requests map[string]string `yaml:"requests"`
		Limits   map[string]string `yaml:"limits"`
	} `yaml:"resources"`
	Mounts []struct {
		Name     string `yaml:"name"`
		Path     string `yaml:"mountPath"`
		ReadOnly bool   `yaml:"readOnly"`
	} `yaml:"volumeMounts"`
}

// TestManifests: those of Kubernetes have no key of no meaning, mount volumes that there are, and
// run commands with flags that there are.
func TestManifests(t *testing.T) {
	for name, kind := range map[string]string{"kubernetes-job.yaml": "batch/v1 Job", "kubernetes-workers.yaml": "apps/v1 Deployment"} {
		b, err := os.ReadFile(filepath.Join("..", "..", "deploy", name))
		if err != nil {
			t.Fatal(err)
		}
		var m manifest
		if err := yaml.NewDecoder(bytes.NewReader(b), yaml.Strict()).Decode(&m); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := m.APIVersion + " " + m.Kind; got != kind {
			t.Errorf("%s is %s", name, got)
		}
		spec := m.Spec.Template.Spec
		for _, mount := range spec.Containers[0].Mounts {
			if !slices.ContainsFunc(spec.Volumes, func(v volume) bool { return v.Name == mount.Name }) {
				t.Errorf("%s mounts %s, which is no volume", name, mount.Name)
			}
		}
		for label, value := range m.Spec.Selector.MatchLabels {
			if m.Spec.Template.Metadata.Labels[label] != value {
				t.Errorf("%s selects pods that are not its own", name)
			}
		}
		args := spec.Containers[0].Args
		c, _, err := newRoot(nil, nil, nil).Find(args)
		if err != nil || c.Name() != args[0] {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i, a := range args {
			args[i] = strings.ReplaceAll(a, "$(JOB_COMPLETION_INDEX)", "15")
		}
		if err := c.ParseFlags(args[1:]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if s := c.Flag("shard"); s != nil && m.Spec.Completions > 0 && !strings.HasSuffix(s.Value.String(), "/16") {
			t.Errorf("%s: --shard %s", name, s.Value)
		}
	}
}

// TestSlurmArray: the tasks of the script together write the records of one command.
func TestSlurmArray(t *testing.T) {
	dir, bin, want, got := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	copied(t, dir, 7)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program, filepath.Join(bin, "netsniff")); err != nil {
		t.Skip(err)
	}
	if out, err := netsniff("records", "-o", want, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, task := range []string{"0", "1", "2"} {
		c := exec.Command("sh", "../../deploy/slurm-array.sh", dir, got)
		c.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "SLURM_ARRAY_TASK_ID="+task, "SLURM_ARRAY_TASK_COUNT=3")
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("task %s: %v: %s", task, err, out)
		}
	}
	sameFiles(t, filesBelow(t, want), filesBelow(t, got))
}
