//! A blog: users, posts, tags and comments; base data that every installation needs, demo data for development, a file of
//! tags; and, months later, a migration that works with the posts that are there.
//!
//! ```text
//! cargo run --example blog_with_seeds
//! cargo run --example blog_with_seeds --all-features -- --url postgres://user:password@localhost/blog
//! ```
//!
//! Without a URL it uses an SQLite file in the folder for temporary files.

mod migrations;
mod seeds;

use clap::Parser;
use migrations::{CountWords, CreateComments, CreatePosts, CreateTags, CreateUsers};
use migratory::prelude::*;
use seeds::{BaseRoles, DemoPosts, DemoUsers, Tags};

/// Makes a blog, and sows it.
#[derive(Parser)]
struct Options {
    /// A database of its own: all that is in it is dropped.
    #[arg(long, default_value_t = in_temporary_file())]
    url: String,
}

fn in_temporary_file() -> String {
    let file = std::env::temp_dir().join("migratory_blog.db");
    format!("sqlite:{}", file.display())
}

/// The program of January. A real one says `Migrator::registered()`, which finds migrations and seeders by itself.
fn january() -> Migrator {
    Migrator::new()
        .add(CreateUsers)
        .add(CreatePosts)
        .add(CreateTags)
        .add(CreateComments)
        .add_seeder(DemoPosts)
        .add_seeder(DemoUsers)
        .add_seeder(BaseRoles)
        .add_seeder(Tags)
}

/// The program of June has one migration more.
fn june() -> Migrator {
    january().add_data(CountWords)
}

#[tokio::main]
async fn main() -> Result<()> {
    let database = Database::connect(Options::parse().url).await?;
    println!("# January, on {database}");
    println!("{}", january().fresh(&database).await?);

    println!("\n# In production there is base data");
    println!(
        "{}",
        january().environment("production").seed(&database).await?
    );

    println!("\n# A developer has something to look at, too");
    println!(
        "{}",
        january().environment("development").seed(&database).await?
    );

    println!("\n# Once more, by mistake");
    println!(
        "{}",
        january().environment("development").seed(&database).await?
    );

    println!("\n# June");
    println!("{}", june().migrate(&database).await?);
    println!(
        "{}",
        june().environment("development").seed(&database).await?
    );

    println!("\n# The blog");
    // The demo posts say their ids; the next one is free all the same.
    let new = "INSERT INTO posts (author_id, title, slug, body) VALUES (1, 'A new one', 'a-new-one', 'Hello')";
    database.query(new).await?;
    for post in database.query(POSTS).await? {
        println!(
            "{} {} by {}: {} words, {} tags, {} comments",
            post.get::<i64>("id")?,
            post.get::<String>("title")?,
            post.get::<String>("author")?,
            post.get::<i64>("words")?,
            post.get::<i64>("tags")?,
            post.get::<i64>("comments")?,
        );
    }
    Ok(())
}

const POSTS: &str = "SELECT p.id, p.title, u.name AS author, p.words, \
    (SELECT count(*) FROM post_tags t WHERE t.post_id = p.id) AS tags, \
    (SELECT count(*) FROM comments c WHERE c.post_id = p.id) AS comments \
    FROM posts p JOIN users u ON u.id = p.author_id ORDER BY p.id";
