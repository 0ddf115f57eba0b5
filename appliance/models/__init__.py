"""The mind of the box: TFLite networks, their manifest, and the policy that samples from them."""
