//! A user's program with models, which are ahead of its migrations: `Artist` has a year that its table has not, `Painting` no
//! table at all, and `visitors` no model.

use migratory::prelude::*;
use migratory::{DbEnum, Model};

struct CreateArtists;

#[migration(name = "20260101000001_create_artists")]
impl Migration for CreateArtists {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("artists", |t| {
            t.id();
            t.string("name", 100).unique();
        });
    }
}

/// What a replay knows nothing of.
struct CountVisitors;

#[migration(name = "20260101000002_count_visitors")]
impl Migration for CountVisitors {
    fn up(&self, schema: &mut Schema) {
        schema
            .sql("CREATE TABLE visitors (day DATE NOT NULL, count INTEGER NOT NULL)")
            .down("DROP TABLE visitors");
    }
}

#[derive(Model)]
#[allow(dead_code, reason = "what its columns are is all that is asked")]
struct Artist {
    #[model(primary_key)]
    id: i64,
    #[model(unique, max_length = 100)]
    name: String,
    born: Option<i32>,
}

#[derive(DbEnum)]
#[allow(dead_code, reason = "what its values are is all that is asked")]
enum Standing {
    OnShow,
    Stored,
}

#[derive(Model)]
#[model(check("paintings_price_check", "price >= 0 AND price < 1000000"))]
#[allow(dead_code, reason = "what its columns are is all that is asked")]
struct Painting {
    #[model(primary_key)]
    id: i64,
    #[model(references = "artists.id", on_delete = "cascade")]
    artist_id: i64,
    #[model(max_length = 200, default = "untitled")]
    title: String,
    standing: Standing,
    price: i32,
}

migratory::main!();
