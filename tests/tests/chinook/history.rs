//! What the migrations make, compared with what the original scripts make.

use migratory::{Database, Migrator};
use migratory_tests::throwaway::{Server, Throwaway};

use crate::catalog::{Facts, facts};
use crate::{migrations, original, rows};

/// What the store has got in the meantime, which the original does not have.
fn later(server: &Server) -> Facts {
    let facts: &[&str] = match server {
        Server::Sqlite => &[
            "column customer: tier TEXT not null default 'standard'",
            "column customer: tier_since DATETIME",
            "column media_type: kind TEXT not null default 'audio'",
            "index customer: customer_tier_country_idx tier country",
        ],
        Server::Postgres(_) => &[
            "column customer: tier customer_tier not null default 'standard'::customer_tier",
            "column customer: tier_since timestamp without time zone",
            "column media_type: kind media_kind not null default 'audio'::media_kind",
            "index customer: customer_tier_country_idx CREATE INDEX customer_tier_country_idx ON customer USING btree (tier, country)",
            "key invoice: invoice_total_check CHECK ((total >= (0)::numeric))",
            "key invoice_line: invoice_line_quantity_check CHECK ((quantity > 0))",
            "type customer_tier:  standard, silver, gold",
            "type media_kind:  audio, video",
        ],
        Server::Mysql(_) => &[
            "column customer: tier enum('standard','silver','gold') not null default 'standard'",
            "column customer: tier_since datetime",
            "column media_type: kind enum('audio','video') not null default 'audio'",
            "index customer: customer_tier_country_idx tier country BTREE",
        ],
    };
    facts.iter().map(|fact| (*fact).to_owned()).collect()
}

/// Our facts in the words of the original, where the two differ on purpose.
fn in_words_of_the_original(server: &Server, ours: Facts) -> Facts {
    let exchanged: &[(&str, &str)] = match server {
        // NVARCHAR and VARCHAR are one to SQLite. A decimal is declared so that every value is stored as a float; NUMERIC
        // stores 5.00 as an integer.
        Server::Sqlite => &[(" VARCHAR(", " NVARCHAR("), (" DECIMAL_REAL(", " NUMERIC(")],
        Server::Postgres(_) => &[],
        // A time has microseconds on every database.
        Server::Mysql(_) => &[(" datetime(6)", " datetime")],
    };
    let exchange = |fact: String| {
        let words = exchanged.iter();
        words.fold(fact, |fact, (ours, original)| fact.replace(ours, original))
    };
    ours.into_iter().map(exchange).collect()
}

struct Store {
    server: Server,
    place: Throwaway,
    database: Database,
}

impl Store {
    async fn new(server: &Server) -> Self {
        migrations::load_from(&original::csv());
        let place = server.create("chinook").await;
        let database = Database::connect(place.url()).await.unwrap();
        Self {
            server: server.clone(),
            place,
            database,
        }
    }

    async fn facts(&self) -> Facts {
        facts(&self.server, &self.place).await
    }

    async fn rows(&self) -> rows::Rows {
        rows::ours(&self.server, &self.place).await
    }
}

async fn the_history_ends_at_the_original(server: &Server) {
    let original = original::load(server).await;
    let store = Store::new(server).await;
    migrations::first_release()
        .migrate(&store.database)
        .await
        .unwrap();
    let report = Migrator::registered()
        .unwrap()
        .migrate(&store.database)
        .await
        .unwrap();
    assert_eq!((report.batch, report.ran.len()), (Some(2), 4));

    let wanted = facts(server, &original).await;
    assert!(
        wanted.len() > 100,
        "the catalog says too little: {wanted:#?}"
    );
    let have = in_words_of_the_original(server, store.facts().await);
    let missing: Vec<_> = wanted.difference(&have).collect();
    assert_eq!(
        missing,
        [] as [&String; 0],
        "of the original, on {server:?}"
    );
    let more: Facts = have.difference(&wanted).cloned().collect();
    assert_eq!(more, later(server), "more than the original, on {server:?}");

    let wanted = rows::original(server, &original).await;
    assert_eq!(wanted.values().map(Vec::len).sum::<usize>(), original::ROWS);
    let have = store.rows().await;
    for (table, wanted) in &wanted {
        let pairs = wanted.iter().zip(&have[table]);
        let other = pairs.clone().find(|(wanted, have)| wanted != have);
        assert_eq!(other, None, "a row of {table} on {server:?}");
        assert_eq!(
            wanted.len(),
            have[table].len(),
            "rows of {table} on {server:?}"
        );
    }
}

async fn a_rollback_leaves_the_first_release(server: &Server) {
    let store = Store::new(server).await;
    let migrator = Migrator::registered().unwrap();
    migrations::first_release()
        .migrate(&store.database)
        .await
        .unwrap();
    let (facts, rows) = (store.facts().await, store.rows().await);
    assert_eq!(rows.values().map(Vec::len).sum::<usize>(), original::ROWS);

    migrator.migrate(&store.database).await.unwrap();
    assert_ne!(store.facts().await, facts);
    let report = migrator.rollback(&store.database).await.unwrap();
    assert_eq!(report.ran.len(), 4);
    assert_eq!(
        store.facts().await,
        facts,
        "after the rollback on {server:?}"
    );
    assert!(store.rows().await == rows, "rows changed on {server:?}");

    // And up again, on rows that have been there and back.
    migrator.migrate(&store.database).await.unwrap();
    let whole = store.facts().await;
    migrator.reset(&store.database).await.unwrap();
    assert_eq!(
        store.facts().await,
        Facts::new(),
        "after the reset on {server:?}"
    );
    migrator.fresh(&store.database).await.unwrap();
    assert_eq!(store.facts().await, whole, "afresh on {server:?}");
    assert!(
        store.rows().await == rows,
        "rows differ afresh on {server:?}"
    );
}

#[tokio::test]
async fn on_sqlite_the_history_ends_at_the_original() {
    the_history_ends_at_the_original(&Server::Sqlite).await;
}

#[tokio::test]
async fn on_postgres_the_history_ends_at_the_original() {
    if let Some(server) = Server::postgres() {
        the_history_ends_at_the_original(&server).await;
    }
}

#[tokio::test]
async fn on_mysql_the_history_ends_at_the_original() {
    if let Some(server) = Server::mysql() {
        the_history_ends_at_the_original(&server).await;
    }
}

#[tokio::test]
async fn on_sqlite_a_rollback_leaves_the_first_release() {
    a_rollback_leaves_the_first_release(&Server::Sqlite).await;
}

#[tokio::test]
async fn on_postgres_a_rollback_leaves_the_first_release() {
    if let Some(server) = Server::postgres() {
        a_rollback_leaves_the_first_release(&server).await;
    }
}

#[tokio::test]
async fn on_mysql_a_rollback_leaves_the_first_release() {
    if let Some(server) = Server::mysql() {
        a_rollback_leaves_the_first_release(&server).await;
    }
}
