//! A test in a process of its own: `tested ISOLATION [URL]` starts one, says the URL of its database, and waits for the end of
//! its input. Without a URL, on a throwaway PostgreSQL server.

use std::io::Read as _;

use migratory::Dialect;
use migratory::testing::{Isolation, TestDb, TestOptions};
use migratory_tests::tested;

#[tokio::main(flavor = "current_thread")]
async fn main() -> migratory::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let isolation = match arguments.next().as_deref() {
        Some("db") => Isolation::Db,
        Some("reset") => Isolation::Reset,
        _ => Isolation::Tx,
    };
    let mut options = TestOptions::new("tested")
        .isolation(isolation)
        .package("tested")
        .migrations(tested::migrator);
    options = match arguments.next() {
        Some(url) => options.url(url),
        None => options.on(Dialect::Postgres),
    };
    let db = TestDb::start(options).await?;
    println!("{}", db.url());
    let mut rest = String::new();
    std::io::stdin().read_to_string(&mut rest)?;
    db.finish().await
}
