//! A user's program for the tests of `make`: one migration, after which others are made.

use migratory::prelude::*;

struct Begin;

#[migration(name = "20260101090000000_begin")]
impl Migration for Begin {
    fn up(&self, schema: &mut Schema) {
        migratory_tests::newsroom::begin(schema);
    }
}

migratory::main!();
