/** Nodes: discs for agents and places, rounded squares for what they do, each with a ring that keeps neighbours apart. */

import { NodeProgram, type ProgramInfo } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";

export interface DrawnNode extends NodeDisplayData {
  square: boolean;
  ring: string;
  /** width of the ring in pixels */
  ringWidth: number;
}

const VERTEX = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec4 a_ring;
attribute vec2 a_position;
attribute float a_size;
attribute float a_square;
attribute float a_ringWidth;
attribute vec2 a_corner;

uniform mat3 u_matrix;
uniform vec2 u_dimensions;
uniform float u_pixelRatio;
uniform float u_sizeRatio;

varying vec4 v_color;
varying vec4 v_ring;
varying vec2 v_at;
varying float v_radius;
varying float v_square;
varying float v_ringWidth;

void main() {
  v_radius = a_size / u_sizeRatio * u_pixelRatio;
  v_ringWidth = a_ringWidth * u_pixelRatio;
  v_square = a_square;
  float reach = v_radius + v_ringWidth + u_pixelRatio;
  v_at = a_corner * reach;
  vec2 center = (u_matrix * vec3(a_position, 1.0)).xy;
  gl_Position = vec4(center + v_at / u_dimensions * 2.0, 0.0, 1.0);
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
  v_ring = a_ring;
  v_ring.a *= 255.0 / 254.0;
}
`;

const FRAGMENT = /* glsl */ `
precision highp float;

varying vec4 v_color;
varying vec4 v_ring;
varying vec2 v_at;
varying float v_radius;
varying float v_square;
varying float v_ringWidth;

uniform float u_pixelRatio;

float distanceToShape() {
  if (v_square < 0.5) return length(v_at) - v_radius;
  // of about the disc's area, corners rounded by a quarter
  float side = v_radius * 0.9;
  float corner = side * 0.3;
  vec2 q = abs(v_at) - (side - corner);
  return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - corner;
}

void main() {
  float d = distanceToShape();
  #ifdef PICKING_MODE
  gl_FragColor = d < v_ringWidth ? v_color : vec4(0.0);
  #else
  float soft = u_pixelRatio * 0.5;
  float inside = 1.0 - smoothstep(-soft, soft, d);
  float outer = 1.0 - smoothstep(-soft, soft, d - v_ringWidth);
  gl_FragColor = mix(v_ring, v_color, inside) * outer;
  #endif
}
`;

const UNIFORMS = ["u_matrix", "u_dimensions", "u_pixelRatio", "u_sizeRatio"] as const;

export class NodeShapeProgram extends NodeProgram<(typeof UNIFORMS)[number]> {
  getDefinition() {
    const { FLOAT, UNSIGNED_BYTE, TRIANGLE_STRIP } = WebGLRenderingContext;
    return {
      VERTICES: 4,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: TRIANGLE_STRIP,
      UNIFORMS,
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_square", size: 1, type: FLOAT },
        { name: "a_ringWidth", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_ring", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }],
      CONSTANT_DATA: [
        [-1, -1],
        [1, -1],
        [-1, 1],
        [1, 1],
      ],
    };
  }

  processVisibleItem(index: number, at: number, data: NodeDisplayData): void {
    const node = data as DrawnNode;
    const array = this.array;
    array[at++] = node.x;
    array[at++] = node.y;
    array[at++] = node.size;
    array[at++] = node.square ? 1 : 0;
    array[at++] = node.ringWidth;
    array[at++] = floatColor(node.color);
    array[at++] = floatColor(node.ring);
    array[at++] = index;
  }

  setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
    gl.uniformMatrix3fv(uniformLocations["u_matrix"] ?? null, false, params.matrix);
    gl.uniform2f(uniformLocations["u_dimensions"] ?? null, params.width * params.pixelRatio, params.height * params.pixelRatio);
    gl.uniform1f(uniformLocations["u_pixelRatio"] ?? null, params.pixelRatio);
    gl.uniform1f(uniformLocations["u_sizeRatio"] ?? null, params.sizeRatio);
  }
}
