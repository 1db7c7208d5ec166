//! The example, run as a user runs it.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use migratory_tests::example;
use migratory_tests::throwaway::Server;

use crate::original;

fn run(url: &str) -> String {
    static EXAMPLE: OnceLock<PathBuf> = OnceLock::new();
    let example = EXAMPLE.get_or_init(|| example::build("chinook"));
    example::run(
        Command::new(example)
            .args(["--url", url, "--data"])
            .arg(original::csv()),
    )
}

async fn the_example_tells_its_story(server: &Server) {
    let database = server.create("chinook_example").await;
    for again in [false, true] {
        let out = run(database.url());
        let count = |text: &str| out.matches(text).count();
        // After the load, after the rollback, and at the end.
        for (table, rows) in [
            ("artist", 275),
            ("album", 347),
            ("genre", 25),
            ("media_type", 5),
            ("track", 3503),
            ("employee", 8),
            ("customer", 59),
            ("invoice", 412),
            ("invoice_line", 2240),
            ("playlist", 18),
            ("playlist_track", 8715),
            ("all", 15_607),
        ] {
            assert_eq!(
                count(&format!("  {table:<14} {rows:>6} rows\n")),
                3,
                "{table}: {out}"
            );
        }
        assert_eq!(count("It was here before"), usize::from(again), "{out}");
        assert_eq!(count("  9 applied as batch 1 in "), 1, "{out}");
        assert_eq!(count("  4 applied as batch 2 in "), 1, "{out}");
        assert_eq!(count("  4 rolled back in "), 1, "{out}");
        assert_eq!(count("  13 applied as batch 1 in "), 1, "{out}");
        assert!(out.ends_with("13 migrations, 0 pending.\n"), "{out}");
    }
}

#[tokio::test]
async fn the_example_tells_its_story_on_sqlite() {
    the_example_tells_its_story(&Server::Sqlite).await;
}

#[tokio::test]
async fn the_example_tells_its_story_on_postgres() {
    if let Some(server) = Server::postgres() {
        the_example_tells_its_story(&server).await;
    }
}

#[tokio::test]
async fn the_example_tells_its_story_on_mysql() {
    if let Some(server) = Server::mysql() {
        the_example_tells_its_story(&server).await;
    }
}
