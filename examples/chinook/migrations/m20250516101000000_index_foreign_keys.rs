//! With real rows, looking things up by their foreign keys has become slow.

use migratory::prelude::*;

pub struct IndexForeignKeys;

#[migration]
impl Migration for IndexForeignKeys {
    fn up(&self, schema: &mut Schema) {
        for (table, column) in [
            ("album", "artist_id"),
            ("customer", "support_rep_id"),
            ("employee", "reports_to"),
            ("invoice", "customer_id"),
            ("invoice_line", "invoice_id"),
            ("invoice_line", "track_id"),
            ("playlist_track", "playlist_id"),
            ("playlist_track", "track_id"),
            ("track", "album_id"),
            ("track", "genre_id"),
            ("track", "media_type_id"),
        ] {
            schema.create_index(table, column);
        }
    }
}
