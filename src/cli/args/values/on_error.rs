//! What becomes of a record that cannot be cleaned.

/// The choice on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum OnError {
    /// It is passed on as it is, marked; the run goes on and ends with exit code 2
    #[default]
    Fail,
    /// It is left out
    Skip,
    /// It is passed on as it is, marked
    Pass,
}
