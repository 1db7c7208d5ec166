//! The example `blog_with_seeds`, run as a user runs it: the same on every database.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use insta::{allow_duplicates, assert_snapshot};
use migratory_tests::example;
use migratory_tests::throwaway::Server;

fn run(url: &str) -> String {
    static EXAMPLE: OnceLock<PathBuf> = OnceLock::new();
    let example = EXAMPLE.get_or_init(|| example::build("blog_with_seeds"));
    let printed = example::run(Command::new(example).args(["--url", url]));
    // Without the times, and without how many objects there were the second time.
    let lines = printed.lines().filter(|line| !line.starts_with("dropped "));
    let shown = lines.map(|line| line.split("  ").take(2).collect::<Vec<_>>().join("  ") + "\n");
    shown.skip(1).collect()
}

async fn the_example_tells_its_story(server: &Server) {
    let database = server.create("blog_example").await;
    for _ in 0..2 {
        allow_duplicates!(assert_snapshot!(run(database.url()), @r#"
        applied 4 migrations as batch 1
          20260105090000000_create_users
          20260105093000000_create_posts
          20260112140000000_create_tags
          20260119100000000_create_comments

        # In production there is base data
        ran 2 seeders for production, 2 for other environments
          BaseRoles
          Tags

        # A developer has something to look at, too
        ran 2 seeders for development, 2 unchanged
          DemoUsers
          DemoPosts

        # Once more, by mistake
        nothing to seed for development, 4 unchanged

        # June
        applied 1 migration as batch 2
          20260608080000000_count_words
        nothing to seed for development, 4 unchanged

        # The blog
        1 Migrations that survive by Grace: 9 words, 2 tags, 1 comments
        2 Borrowed time by Grace: 3 words, 1 tags, 0 comments
        3 Bread by Ada: 5 words, 1 tags, 0 comments
        4 A new one by Ada: 0 words, 0 tags, 0 comments
        "#));
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
