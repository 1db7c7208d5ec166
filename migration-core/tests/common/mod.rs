//! Histories of closures.
#![allow(dead_code)]

use std::sync::Arc;

use migration_core::builder::Schema;
use migration_core::migration::{Meta, Migration};
use migration_core::registry::{Body, History};
use migration_core::replay::replay;
use migration_core::{Error, Problem};

pub struct Closure<F>(pub F);

impl<F: Fn(&mut Schema) + Send + Sync + 'static> Migration for Closure<F> {
    fn up(&self, schema: &mut Schema) {
        (self.0)(schema);
    }
}

pub fn named<M: Migration>(name: &'static str, migration: M) -> (Meta, Body) {
    let at = migration_core::Location::caller();
    (
        Meta::new("", Some(name), at),
        Body::Pure(Arc::new(migration)),
    )
}

pub fn up(name: &'static str, up: impl Fn(&mut Schema) + Send + Sync + 'static) -> (Meta, Body) {
    named(name, Closure(up))
}

pub fn history(bodies: Vec<(Meta, Body)>) -> History {
    History::from_bodies(bodies).expect("names are fine")
}

/// What is wrong with a history of one migration.
pub fn problems(up_: impl Fn(&mut Schema) + Send + Sync + 'static) -> Vec<Problem> {
    match replay(&history(vec![up("1_one", up_)])) {
        Ok(state) => panic!("nothing is wrong: {state:?}"),
        Err(error) => error.problems().to_vec(),
    }
}

/// The one thing that is wrong: its message and its line.
pub fn problem(up: impl Fn(&mut Schema) + Send + Sync + 'static) -> (String, u32) {
    let problems = problems(up);
    assert_eq!(problems.len(), 1, "{problems:#?}");
    (
        problems[0].message.clone(),
        problems[0].at.expect("a place").line,
    )
}

pub fn error(result: Result<impl Sized, Error>) -> Error {
    match result {
        Ok(_) => panic!("it should have failed"),
        Err(error) => error,
    }
}
