package journal

import (
	"testing"

	"alliancebot/index"
	"alliancebot/journal/postgrestest"
)

// BenchmarkAsked measures what the journal adds to a question.
func BenchmarkAsked(b *testing.B) {
	j := Open(b.Context(), newStore(nil, Config{Dir: b.TempDir()}).config)
	defer j.Close(b.Context())
	q := Question{ID: NewID(), GuildID: home, UserID: ada, Language: "en", Verdict: index.None, Text: "how long is the bridge"}
	for b.Loop() {
		j.Asked(q)
	}
}

// BenchmarkWrite measures how long a batch of questions takes to be written.
func BenchmarkWrite(b *testing.B) {
	write := func(b *testing.B, c Config) {
		j := Open(b.Context(), newStore(nil, c).config)
		defer j.Close(b.Context())
		for b.Loop() {
			var batch []entry
			for range batchSize {
				batch = append(batch, Question{ID: NewID(), GuildID: home, UserID: ada, Language: "en", Verdict: index.None, Text: "how long is the bridge"})
			}
			if err := j.write(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("SQLite", func(b *testing.B) { write(b, Config{Dir: b.TempDir()}) })
	b.Run("PostgreSQL", func(b *testing.B) { write(b, Config{DatabaseURL: postgrestest.Database(b)}) })
}
