//! The history of the Chinook media store, as its team has written it: one file per migration, oldest first.

pub mod m20250110090000000_create_artists_and_albums;
pub mod m20250124140000000_create_tracks;
pub mod m20250207103000000_add_genres;
pub mod m20250221111500000_create_employees_and_customers;
pub mod m20250307160000000_sell_tracks;
pub mod m20250321093000000_add_addresses;
pub mod m20250404150000000_give_customers_a_support_rep;
pub mod m20250418120000000_create_playlists;
pub mod m20250502080000000_load_the_store;
pub mod m20250516101000000_index_foreign_keys;
pub mod m20250530143000000_tell_audio_from_video;
pub mod m20250613094500000_add_customer_tiers;
pub mod m20250627110000000_rename_the_middle_tier;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use migratory::prelude::*;

static DATA_FOLDER: OnceLock<PathBuf> = OnceLock::new();

/// Says where the CSV files are, for the migration that loads them. The first call counts.
pub fn load_from(folder: &Path) {
    DATA_FOLDER.get_or_init(|| folder.to_owned());
}

/// Where the CSV files are.
fn data_folder() -> Result<&'static Path> {
    match DATA_FOLDER.get() {
        Some(folder) => Ok(folder),
        None => Err(Error::custom("nobody said where the CSV files are")),
    }
}

/// The first release: the tables and their rows. All migrations after these came later.
pub fn first_release() -> Migrator {
    Migrator::new()
        .add(m20250110090000000_create_artists_and_albums::CreateArtistsAndAlbums)
        .add(m20250124140000000_create_tracks::CreateTracks)
        .add(m20250207103000000_add_genres::AddGenres)
        .add(m20250221111500000_create_employees_and_customers::CreateEmployeesAndCustomers)
        .add(m20250307160000000_sell_tracks::SellTracks)
        .add(m20250321093000000_add_addresses::AddAddresses)
        .add(m20250404150000000_give_customers_a_support_rep::GiveCustomersASupportRep)
        .add(m20250418120000000_create_playlists::CreatePlaylists)
        .add_data(m20250502080000000_load_the_store::LoadTheStore)
}
