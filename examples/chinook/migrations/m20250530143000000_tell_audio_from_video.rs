//! The web player must know whether it needs a screen.

use migratory::prelude::*;

pub struct TellAudioFromVideo;

#[migration]
impl Migration for TellAudioFromVideo {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("media_kind", ["audio", "video"]);
        schema.alter_table("media_type", |t| {
            t.add_column("kind", enumeration("media_kind"))
                .default("audio")
                .comment("Whether the player needs a screen.");
        });
        // The column goes when this is rolled back, so there is nothing else to undo.
        schema
            .sql("UPDATE media_type SET kind = 'video' WHERE name LIKE '%video%'")
            .down("");
    }
}
