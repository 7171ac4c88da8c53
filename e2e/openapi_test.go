package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// client is written as a program of another office would write it against the types that are generated. What is wrong in it
// on purpose must be found: were a type any, the compiler would complain that the line expects an error and has none.
const client = `import type { operations } from "./wuyou";

type JSONOf<T extends { content: { "application/json": unknown } }> = T["content"]["application/json"];
type Visits = operations["ledger-visits"];
type Figures = operations["ledger-visit-results"];
type Open = operations["open-consultation"];
type Case = operations["case"];
type Problem = Case["responses"][404]["content"]["application/problem+json"];

async function call<T>(site: string, token: string, path: string, body?: unknown): Promise<T> {
	const answer = await fetch(site + path, {
		method: body === undefined ? "GET" : "POST",
		headers: { Authorization: "Bearer " + token, "Content-Type": "application/json" },
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	if (!answer.ok) {
		const problem: Problem = await answer.json();
		throw new Error(problem.title);
	}
	return answer.json();
}

export async function visits(site: string, token: string): Promise<string[]> {
	const asked: NonNullable<Visits["parameters"]["query"]> = { state: "waiting", from: "2026-01-01", limit: 50 };
	const query = new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, String(value)]));
	const list = await call<JSONOf<Visits["responses"][200]>>(site, token, "/api/v1/ledgers/visits?" + query);
	const total: number = list.total;
	const next: string | undefined = list.next;
	return list.items.map((row) => row.title + row.state).concat(String(total), next ?? "");
}

export async function figures(site: string, token: string): Promise<[count: number, rate: string][]> {
	const list = await call<JSONOf<Figures["responses"][200]>>(site, token, "/api/v1/ledgers/visit-results");
	return list.items.map((row) => [row.reached, row.reached_rate]);
}

export async function open(site: string, token: string): Promise<string> {
	const body: JSONOf<Open["requestBody"]> = { input: { about: "社保卡补办", answer: "带身份证到窗口" } };
	const receipt = await call<JSONOf<Open["responses"][201]>>(site, token, "/api/v1/openings/consultation", body);
	const at: Case["parameters"]["path"] = { number: receipt.number };
	const read = await call<JSONOf<Case["responses"][200]>>(site, token, "/api/v1/cases/" + at.number);
	const seq: number = read.seq;
	return read.number + read.state + seq;
}

// @ts-expect-error: no visit is in this state
export const state: NonNullable<Visits["parameters"]["query"]> = { state: "lost" };
// @ts-expect-error: a row has no such column
export const column = (list: JSONOf<Visits["responses"][200]>) => list.items[0].nothing;
// @ts-expect-error: what is asked about is required
export const empty: JSONOf<Open["requestBody"]> = { input: {} };
// @ts-expect-error: a case is read by its number
export const number: Case["parameters"]["path"] = {};
`

// TestOpenAPI has docs/openapi.json judged by redocly's recommended rules, and compiles a client with the types that
// openapi-typescript makes of it. Warnings are logged only. The tools are told to connect to nothing.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	if v := nodeVersion(t); v[0] < 20 || v[0] == 20 && v[1] < 19 {
		t.Skipf("the tools need Node 20.19 or newer, here is %d.%d", v[0], v[1])
	}
	spec, err := os.ReadFile("../docs/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"openapi.json": string(spec), "client.ts": client} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	bin, err := filepath.Abs("node_modules/.bin")
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range [][]string{
		{"redocly", "lint", "openapi.json", "--extends", "recommended", "--format", "stylish"},
		{"openapi-typescript", "openapi.json", "--output", "wuyou.d.ts"},
		{"tsc", "--noEmit", "--strict", "--skipDefaultLibCheck", "--target", "es2022", "--pretty", "false", "client.ts", "wuyou.d.ts"},
	} {
		tool := exec.CommandContext(t.Context(), filepath.Join(bin, step[0]), step[1:]...)
		tool.Dir = dir
		tool.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true")
		out, err := tool.CombinedOutput()
		if err != nil {
			t.Fatalf("%s (make setup installs it): %v\n%s", step[0], err, out)
		}
		t.Logf("%s\n%s", step[0], out)
	}
}

// nodeVersion is the major and minor version of Node.
func nodeVersion(t *testing.T) (v [2]int) {
	out, err := exec.CommandContext(t.Context(), "node", "--version").Output()
	if err == nil {
		_, err = fmt.Sscanf(string(out), "v%d.%d.", &v[0], &v[1])
	}
	if err != nil {
		t.Fatalf("node --version: %v", err)
	}
	return v
}
