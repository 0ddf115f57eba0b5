"""The box's own synth: FluidSynth as a process of its own, played by the keyboards directly."""
