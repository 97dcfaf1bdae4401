//! Long reports on a terminal, a screen at a time.

use std::env;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anstream::AutoStream;

use super::{say, terminal};
use crate::cli::args::values::ColorWhen;

/// Standard output, by way of a pager when it is a terminal. The pager is waited for when this is dropped.
pub struct Paged {
    /// Not there any more when the pager is told that this is all.
    out: Option<BufWriter<AutoStream<Box<dyn Write>>>>,
    pager: Option<Child>,
}

impl Paged {
    /// Begins a report. What pages is the command in `DECHAFF_PAGER`, `PAGER`, or else `less -R`; nothing does if that
    /// is empty, cannot be started, or is not wanted.
    pub fn open(color: ColorWhen, is_wanted: bool) -> Self {
        let stdout = io::stdout();
        let choice = terminal::choice(color, &stdout);
        let mut pager = if is_wanted && stdout.is_terminal() { start() } else { None };
        let to: Box<dyn Write> = match pager.as_mut().and_then(|pager| pager.stdin.take()) {
            Some(pipe) => Box::new(pipe),
            None => Box::new(stdout),
        };
        Self { out: Some(BufWriter::new(AutoStream::new(to, choice))), pager }
    }
}

impl Write for Paged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.as_mut().map_or(Ok(bytes.len()), |out| out.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Paged {
    fn drop(&mut self) {
        self.out = None;
        if let Some(pager) = &mut self.pager {
            // How it ended is between it and whoever reads.
            let _ = pager.wait();
        }
    }
}

fn start() -> Option<Child> {
    let wished = ["DECHAFF_PAGER", "PAGER"].into_iter().find_map(|name| env::var(name).ok());
    let words = shlex::split(wished.as_deref().unwrap_or("less -R")).unwrap_or_default();
    let (program, arguments) = words.split_first()?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped());
    if env::var_os("LESS").is_none() {
        // As git has it: what fits on the screen is shown and done with, colours are colours, the screen stays.
        command.env("LESS", "FRX");
    }
    match command.spawn() {
        Ok(pager) => {
            // Ctrl-C is for the pager; this program must not leave it behind.
            let _ =
                signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::new(AtomicBool::new(false)));
            Some(pager)
        }
        Err(error) => {
            if wished.is_some() {
                say(&format!(
                    "cannot start the pager {program}: {error} (set DECHAFF_PAGER, or give --no-pager)"
                ));
            }
            None
        }
    }
}
