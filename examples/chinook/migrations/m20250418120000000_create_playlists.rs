//! Playlists: a track may be in many, and a playlist has it once.

use migratory::prelude::*;

pub struct CreatePlaylists;

#[migration]
impl Migration for CreatePlaylists {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("playlist", |t| {
            t.integer("playlist_id").primary_key();
            t.string("name", 120).optional();
        });

        schema.create_table("playlist_track", |t| {
            t.integer("playlist_id")
                .references("playlist", "playlist_id");
            t.integer("track_id").references("track", "track_id");
            t.primary_key(["playlist_id", "track_id"]);
        });
    }
}
