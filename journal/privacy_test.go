package journal

import (
	"bytes"
	"database/sql"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"alliancebot/index"
)

// tables returns the columns of each table, as SQLite has them.
func tables(t *testing.T, db *database) map[string][]string {
	t.Helper()
	type column struct{ table, name string }
	columns := result(list(t.Context(), db, func(row *sql.Rows, c *column) error { return row.Scan(&c.table, &c.name) }, `
		SELECT m.name, c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY m.name, c.cid`))(t)
	all := map[string][]string{}
	for _, c := range columns {
		all[c.table] = append(all[c.table], c.name)
	}
	return all
}

// docs/privacy.md explains each column of each table, and no others.
func TestPrivacyDocument(t *testing.T) {
	content, err := os.ReadFile("../docs/privacy.md")
	must(t, err)
	explained := map[string][]string{}
	table := ""
	for line := range strings.Lines(string(content)) {
		if name, ok := strings.CutPrefix(line, "### `"); ok {
			table, _, _ = strings.Cut(name, "`")
		} else if strings.HasPrefix(line, "## ") {
			table = ""
		}
		if cell := regexp.MustCompile("^\\| (`[^|]*`) \\| [^|]{3,} \\|").FindStringSubmatch(line); cell != nil && table != "" {
			for _, name := range regexp.MustCompile("`(\\w+)`").FindAllStringSubmatch(cell[1], -1) {
				explained[table] = append(explained[table], name[1])
			}
		}
	}
	s := newStore(t, Config{Dir: t.TempDir()})
	want := tables(t, result(s.open().database(t.Context()))(t))
	delete(want, "goose_db_version")
	if len(want) == 0 {
		t.Fatal("the database has no tables")
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if !slices.Equal(explained[name], want[name]) {
			t.Errorf("docs/privacy.md explains %q of %s, want %q", explained[name], name, want[name])
		}
	}
	for name := range explained {
		if want[name] == nil {
			t.Errorf("docs/privacy.md explains %s, which is not a table", name)
		}
	}
}

// The IDs of members are only where members asked for a message; nothing is left of them
// once they are forgotten.
func TestWhereMembersAre(t *testing.T) {
	s := newStore(t, Config{Dir: t.TempDir()})
	j := s.open()
	for _, verdict := range []index.Verdict{index.Answered, index.Suggested, index.None} {
		id := ask(j, verdict, "how long is the bridge")
		j.Vote(Vote{Question: id, GuildID: home, UserID: ben, Text: "how long is the bridge"})
		must(t, j.Subscribe(t.Context(), id, ada, "en"))
	}
	other := ask(j, index.None, "how high is the bridge")
	must(t, j.Subscribe(t.Context(), other, ada, "en"))
	if !result(j.Tell(t.Context(), ada, other))(t) {
		t.Error("Tell = false, want true")
	}
	db := result(j.database(t.Context()))(t)
	places := func() []string {
		t.Helper()
		var found []string
		for table, columns := range tables(t, db) {
			for _, column := range columns {
				var n int
				query := fmt.Sprintf(`SELECT COUNT(*) FROM %s WHERE instr(CAST(%s AS TEXT), $1) OR instr(CAST(%s AS TEXT), $2)`, table, column, column)
				must(t, db.QueryRow(query, ada, ben).Scan(&n))
				if n > 0 {
					found = append(found, table+"."+column)
				}
			}
		}
		slices.Sort(found)
		return found
	}
	if got, want := places(), []string{"notices.user_id", "subscriptions.user_id"}; !slices.Equal(got, want) {
		t.Errorf("members' IDs are in %q, want %q", got, want)
	}
	for _, user := range []string{ada, ben} {
		must(t, j.Forget(t.Context(), user))
	}
	var votes int
	must(t, db.QueryRow(`SELECT COUNT(*) FROM votes`).Scan(&votes))
	if got := places(); len(got) > 0 || votes > 0 {
		t.Errorf("forgotten members' IDs are in %q, and %d votes are left", got, votes)
	}
}

// Two votes of a member have nothing in common.
func TestVotersCannotBeLinked(t *testing.T) {
	secret := []byte("secret")
	first, second := voter(secret, "A", ada), voter(secret, "B", ada)
	if first == second || first == voter(secret, "A", ben) || first == voter([]byte("other"), "A", ada) {
		t.Error("a pseudonym does not depend on all of the question, the member and the secret")
	}
	if first != voter(secret, "A", ada) {
		t.Error("a member has two pseudonyms on an answer")
	}
}

// What was deleted is not left in SQLite's files.
func TestDeletedTextsAreOverwritten(t *testing.T) {
	s := newStore(t, Config{Dir: t.TempDir()})
	j := s.open()
	const secret = "a text that nobody may read"
	ask(j, index.None, secret)
	flush(t, j)
	in := func() (names []string) {
		t.Helper()
		files, err := filepath.Glob(filepath.Join(s.config.Dir, "*"))
		must(t, err)
		for _, file := range files {
			content, err := os.ReadFile(file)
			must(t, err)
			if bytes.Contains(content, []byte(secret)) {
				names = append(names, filepath.Base(file))
			}
		}
		return names
	}
	if len(in()) == 0 {
		t.Fatal("the files do not have the text at first")
	}
	s.wait(31 * 24 * time.Hour)
	must(t, j.Clean(t.Context()))
	if names := in(); len(names) > 0 {
		t.Errorf("%q have the deleted text", names)
	}
}

// Only this user can read the database.
func TestFilesAreNotForOthers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	newStore(t, Config{Dir: dir}).open()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	must(t, err)
	if len(files) == 0 {
		t.Fatal("no files")
	}
	for _, path := range append(files, dir) {
		info, err := os.Stat(path)
		must(t, err)
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v, want nothing for others", path, info.Mode())
		}
	}
}
