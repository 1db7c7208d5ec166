//! Customers want to browse by genre.

use migratory::prelude::*;

pub struct AddGenres;

#[migration]
impl Migration for AddGenres {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("genre", |t| {
            t.integer("genre_id").primary_key();
            t.string("name", 120).optional();
        });

        schema.alter_table("track", |t| {
            t.add_column("genre_id", integer())
                .optional()
                .references("genre", "genre_id");
        });
    }
}
