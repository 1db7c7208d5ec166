//! The first week: who made which record.

use migratory::prelude::*;

pub struct CreateArtistsAndAlbums;

#[migration]
impl Migration for CreateArtistsAndAlbums {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("artist", |t| {
            t.integer("artist_id").primary_key();
            t.string("name", 120).optional();
        });

        schema.create_table("album", |t| {
            t.integer("album_id").primary_key();
            t.string("title", 160);
            t.integer("artist_id").references("artist", "artist_id");
        });
    }
}
