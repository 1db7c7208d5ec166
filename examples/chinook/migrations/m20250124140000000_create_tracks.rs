//! What is on the records, and in which format the store has it.

use migratory::prelude::*;

pub struct CreateTracks;

#[migration]
impl Migration for CreateTracks {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("media_type", |t| {
            t.integer("media_type_id").primary_key();
            t.string("name", 120).optional();
        });

        schema.create_table("track", |t| {
            t.integer("track_id").primary_key();
            t.string("name", 200);
            t.integer("album_id").optional();
            t.integer("media_type_id");
            t.string("composer", 220).optional();
            t.integer("milliseconds");
            t.integer("bytes").optional();

            t.foreign_key("album_id").references("album", "album_id");
            t.foreign_key("media_type_id")
                .references("media_type", "media_type_id");
        });
    }
}
