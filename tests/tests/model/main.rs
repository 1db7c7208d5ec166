//! `#[derive(Model)]` and `#[derive(DbEnum)]`: a model is the state that the builder gives the same table.

mod builder;
mod mistakes;
mod renames;
mod sql;

use migratory::core::builder::Schema;
use migratory::core::model::{ModelTable, Models, state};
use migratory::core::registry::{Body, History};
use migratory::core::replay::replay;
use migratory::core::schema::SchemaState;

/// The state that a migration makes.
fn built(record: fn(&mut Schema)) -> SchemaState {
    struct Recorded(fn(&mut Schema));
    impl migratory::Migration for Recorded {
        fn up(&self, schema: &mut Schema) {
            (self.0)(schema);
        }
    }
    let at = migratory::Location::caller();
    let meta = migratory::core::migration::Meta::new(module_path!(), Some("0001_all"), at);
    let body = Body::Pure(std::sync::Arc::new(Recorded(record)));
    let history = History::from_bodies([(meta, body)]).unwrap();
    replay(&history).unwrap_or_else(|error| panic!("{error}"))
}

fn models(tables: impl IntoIterator<Item = ModelTable>) -> Models {
    state(tables).unwrap_or_else(|error| panic!("{error}"))
}

/// Holds models against the builder.
#[track_caller]
fn assert_same(tables: impl IntoIterator<Item = ModelTable>, record: fn(&mut Schema)) {
    let (models, built) = (models(tables), built(record));
    for (name, table) in &built.tables {
        pretty(models.state.table(name), Some(table));
    }
    assert_eq!(models.state, built);
}

#[track_caller]
fn pretty<T: std::fmt::Debug + PartialEq>(left: T, right: T) {
    if left != right {
        let (left, right) = (format!("{left:#?}"), format!("{right:#?}"));
        let lines = left.lines().zip(right.lines());
        let first = lines.enumerate().find(|(_, (a, b))| a != b);
        println!("first difference (model, builder): {first:?}");
    }
}
