import assert from "node:assert/strict";
import type { HologramError } from "../../../../src/base/mod.ts";
import {
  goValueOf,
  parseGoTemplate,
  renderGoTemplate,
  type RenderLimits,
} from "../../../../src/text/template/go/mod.ts";

const data = {
  Role: "user",
  Text: 'é<b>"\n😀',
  Empty: "",
  List: ["a", "b", "c"],
  Nums: [1, 2.5, 1e6, 123456789, 1e-5, 1e20],
  Map: { z: 1, a: "x", m: { k: [true, null] } },
  Yes: true,
  Nil: null,
};

function render(source: string, limits?: RenderLimits): string {
  const now = () => new Date(2024, 2, 1, 0, 30);
  return renderGoTemplate(parseGoTemplate(source), goValueOf(data), { now, limits });
}

/** What Go 1.19 itself prints for these, unless said otherwise. */
const RENDERED: readonly (readonly [source: string, text: string])[] = [
  // Text, trim markers, comments.
  ["a {{- /* c */ -}} b", "ab"],
  ["a{{/* c */ -}}  b", "ab"],
  ["a\n\n{{- `b` -}}\n\n c", "abc"],
  ["{{-3}}", "-3"],
  ["{{ .Role\n| printf `%s`\n}}", "user"],
  ["{{.Role}}}", "user}"],
  // Literals.
  ['{{ "s\\t\\u00e9\\x41" }}{{ `raw\\n` }}', "s\téAraw\\n"],
  [
    "{{ 0x1F }} {{ 017 }} {{ 1_000 }} {{ 'a' }} {{ 1e3 }} {{ .5 }} {{ true }}",
    "31 15 1000 97 1000 0.5 true",
  ],
  // How values print.
  [
    "{{ .List }} {{ .Map }} {{ .Nil }} {{ .Missing }}",
    "[a b c] map[a:x m:map[k:[true <nil>]] z:1] <no value> <no value>",
  ],
  ["{{ .Nums }}", "[1 2.5 1e+06 1.23456789e+08 1e-05 1e+20]"],
  [
    "{{ json .Text }} {{ json .Map }} {{ json .Missing }}",
    '"é\\u003cb\\u003e\\"\\n😀" {"a":"x","m":{"k":[true,null]},"z":1} null',
  ],
  // Variables and their scopes.
  ["{{ $x := 1 }}{{ if .Yes }}{{ $x = 2 }}{{ $x := 3 }}{{ $x }}{{ end }}{{ $x }}", "32"],
  ["{{ $s := `` }}{{ range .List }}{{ $s = printf `%s%s` $s . }}{{ end }}{{ $s }}", "abc"],
  ["{{ $i := 5 }}{{ $e := 1 }}{{ range $i, $e = .List }}{{ end }}{{ $i }}{{ $e }}", "2c"],
  // Branches.
  ["{{ range $i, $e := .List }}{{ $i }}{{ $e }}{{ end }}", "0a1b2c"],
  ["{{ range $k, $v := .Map.m }}{{ $k }}={{ $v }}{{ end }}", "k=[true <nil>]"],
  ["{{ range .Missing }}x{{ else }}none{{ end }}", "none"],
  ["{{ range .List }}{{ if eq . `a` }}{{ continue }}{{ end }}{{ . }}{{ break }}{{ end }}", "b"],
  ["{{ if .Empty }}1{{ else if .Nil }}2{{ else }}3{{ end }}", "3"],
  ["{{ with .Map }}{{ .a }}{{ $.Role }}{{ else }}none{{ end }}", "xuser"],
  ["{{ with .Empty }}1{{ else with .Role }}{{ . }}{{ end }}", "user"], // since Go 1.23
  [
    '{{ define "d" }}[{{ . }}]{{ end }}{{ template "d" .Role }}{{ template "d" }}',
    "[user][<no value>]",
  ],
  ['{{ block "b" .Role }}({{ . }}){{ end }}{{ template "b" 3 }}', "(user)(3)"],
  // Functions.
  ["{{ and .Yes `z` 0 `x` }}{{ or .Empty `q` }}{{ not .Empty }}", "0qtrue"],
  ["{{ or .Yes (index .List 9) }}", "true"],
  [
    "{{ eq .Role `a` `user` }}{{ eq .Missing nil }}{{ eq .Missing `a` }}{{ ne 1 2 }}",
    "truetruefalsetrue",
  ],
  ["{{ lt 1 2 }}{{ le `b` `a` }}{{ gt 2.5 1.5 }}{{ ge 1 1 }}", "truefalsetruetrue"],
  ["{{ len .Text }} {{ len .List }} {{ len .Map }}", "11 3 3"],
  ["{{ index .List 1 }}{{ index .Map `m` `k` 0 }}{{ index .Role 0 }}", "btrue117"],
  ["{{ slice .List 1 }}{{ slice .Role 1 3 }}{{ len (slice .List 2) }}", "[b c]se1"],
  ["{{ (index .Map `m`).k }}", "[true <nil>]"],
  ["{{ print 1 2 `a` 3 4 }}|{{ println 1 `a` }}", "1 2a3 4|1 a\n"],
  ["{{ print .Missing }}", "<nil>"],
  ['{{ printf "%d|%5d|%-5d|%05d|%+d|%x" 7 7 7 7 7 255 }}', "7|    7|7    |00007|+7|ff"],
  [
    '{{ printf "%s|%8s|%-8s|%.2s|%q" .Role .Role .Role .Role .Text }}',
    'user|    user|user    |us|"é<b>\\"\\n😀"',
  ],
  [
    '{{ printf "%.2f|%6.1f|%e|%g|%v|%t|%c|100%%" 2.5 2.5 2.5 2.5 1e6 true 97 }}',
    "2.50|   2.5|2.500000e+00|2.5|1e+06|true|a|100%",
  ],
  ['{{ printf "%d %s %s" `a` 1 }}', "%!d(string=a) %!s(int=1) %!s(MISSING)"],
  ['{{ printf "%s" `a` 2 }}{{ printf "%s" .Missing }}', "a%!(EXTRA int=2)%!s(<nil>)"],
  ['{{ printf "%*d" 4 7 }}', "   7"],
  // Ollama's.
  ["{{ currentDate }} {{ yesterdayDate }}", "2024-03-01 2024-02-29"],
  ["{{ toTypeScriptType .Map }}", "any"],
];

Deno.test("Templates render as in Go", () => {
  for (const [source, text] of RENDERED) assert.equal(render(source), text, source);
});

const REFUSED: readonly (readonly [source: string, message: string])[] = [
  ["a\n b {{ .X", "Cannot parse the template at line 2, column 4: the action does not end"],
  ["{{/* x", "Cannot parse the template at line 1, column 1: the comment does not end"],
  [
    "{{/* x */ .Role }}",
    "Cannot parse the template at line 1, column 8: a comment must fill its action",
  ],
  ['{{ "a }}', "Cannot parse the template at line 1, column 4: the quote does not end"],
  ["{{ .A # }}", 'Cannot parse the template at line 1, column 7: unexpected character "#"'],
  ['{{ .A"b" }}', 'Cannot parse the template at line 1, column 6: unexpected "\\"" after .A'],
  ["{{ }}", "Cannot parse the template at line 1, column 4: missing value for an action"],
  ["{{ if .A }}b", "Cannot parse the template at line 1, column 1: {{if}} has no {{end}}"],
  ["a{{ end }}", "Cannot parse the template at line 1, column 2: unexpected {{end}}"],
  [
    "{{ if 1 }}{{ else }}{{ else }}{{ end }}",
    "Cannot parse the template at line 1, column 21: expected {{end}}, not another {{else}}",
  ],
  ["{{ break }}", "Cannot parse the template at line 1, column 1: {{break}} outside of {{range}}"],
  [
    "{{ if 1 }}{{ define `x` }}{{ end }}{{ end }}",
    "Cannot parse the template at line 1, column 11: {{define}} must not stand inside another action",
  ],
  ["{{ $x }}", "Cannot parse the template at line 1, column 4: undefined variable $x"],
  [
    "{{ if 1 }}{{ $x := 1 }}{{ end }}{{ $x }}",
    "Cannot parse the template at line 1, column 36: undefined variable $x",
  ],
  ["{{ nope 1 }}", 'Cannot parse the template at line 1, column 4: unknown function "nope"'],
  [
    "{{ html .A }}",
    'Cannot parse the template at line 1, column 4: the function "html" is not supported: a prompt is not escaped for a page',
  ],
  ["{{ 1i }}", "Cannot parse the template at line 1, column 4: 1i is no number that is supported"],
  [
    "{{ .A | 3 }}",
    "Cannot parse the template at line 1, column 9: what follows | must be a function or a variable",
  ],
  [
    "{{ template `x` }}",
    'Cannot render the template at line 1, column 1: no template is named "x"',
  ],
  ["{{ .Role.X }}", "Cannot render the template at line 1, column 4: string has no field .X"],
  ["{{ .Missing.X }}", "Cannot render the template at line 1, column 4: .X of no value"],
  [
    "{{ .Role 1 }}",
    "Cannot render the template at line 1, column 4: only a function takes arguments",
  ],
  [
    "{{ eq 1 1.0 }}",
    "Cannot render the template at line 1, column 4: int cannot be compared with float64",
  ],
  [
    "{{ lt .List 1 }}",
    "Cannot render the template at line 1, column 4: []interface {} and int have no order",
  ],
  [
    "{{ index .List 3 }}",
    "Cannot render the template at line 1, column 4: the index 3 is out of range",
  ],
  ["{{ len 1 }}", "Cannot render the template at line 1, column 4: int has no length"],
  ["{{ not 1 2 }}", "Cannot render the template at line 1, column 4: not takes 1 arguments, not 2"],
  [
    "{{ range .Role }}{{ end }}",
    "Cannot render the template at line 1, column 10: range needs a list or a map, not string",
  ],
  [
    '{{ printf "%U" 1 }}',
    'Cannot render the template at line 1, column 4: the format "%U" is not supported',
  ],
];

Deno.test("What is wrong in a template is named with its line and column", () => {
  for (const [source, message] of REFUSED) {
    assert.throws(() => render(source), (error: HologramError) => {
      assert.equal(error.kind, "invalid", source);
      assert.equal(error.message, message, source);
      return true;
    }, source);
  }
});

Deno.test("A hostile template is refused before it exhausts the machine", () => {
  const limits = { length: 10_000, steps: 100_000 };
  const many = "{{ range $.List }}";
  const hostile: Record<string, RegExp> = {
    '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}':
      /nests deeper than 500 levels/,
    [many.repeat(14) + "{{ end }}".repeat(14)]: /more than 100000 steps/,
    [many.repeat(9) + "long text" + "{{ end }}".repeat(9)]: /longer than 10000 characters/,
    ["{{ $x := `12345678` }}" + "{{ $x = printf `%s%s` $x $x }}".repeat(40)]: /longer than 10000/,
  };
  for (const [source, message] of Object.entries(hostile)) {
    assert.throws(() => render(source, limits), (error: HologramError) => {
      assert.equal(error.kind, "too_large", source);
      assert.match(error.message, message);
      return true;
    });
  }
  for (const source of ["{{ if 1 }}".repeat(5000), `{{ ${"(".repeat(5000)} }}`]) {
    assert.throws(() => parseGoTemplate(source), /nests deeper than 200 levels/);
  }
  assert.throws(() => render('{{ printf "%2000000d" 1 }}'), /is wider than 1000000/);
});
