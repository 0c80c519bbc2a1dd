import { Component, type ComponentChildren } from "preact";

import { Failed } from "./states.tsx";
import { ApiError } from "../api/client.ts";

interface Props {
  children: ComponentChildren;
}

interface State {
  error: string | null;
}

/** Keeps a fault in one part of the page from taking the rest with it. */
export class Boundary extends Component<Props, State> {
  override state: State = { error: null };

  static override getDerivedStateFromError(error: unknown): State {
    return { error: String(error) };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
  }

  override render({ children }: Props, { error }: State) {
    if (error === null) return children;
    return <Failed error={new ApiError(0, "Something broke in the page", error)} retry={() => this.setState({ error: null })} />;
  }
}
